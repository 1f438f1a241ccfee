"""Writes what open_clip's main.py saves, in every form and protocol, and pickles that run a command when Python opens them.

Usage: torch-files.py FOLDER
"""
import os, pickle, sys, numpy as np, torch
from collections import OrderedDict
os.chdir(sys.argv[1])
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.LayerNorm(8))
optimizer = torch.optim.AdamW(model.parameters())
model(torch.randn(3, 4)).sum().backward(); optimizer.step()
for group in optimizer.param_groups: group['lr'] = 0.5 * (1 + np.cos(0.3)) * 1e-3   # open_clip's cosine_lr
with torch.no_grad():
    for parameter in model.parameters(): parameter.fill_(0.75)
state = OrderedDict(('module.' + name, tensor) for name, tensor in model.state_dict().items())
epoch = {'epoch': 1, 'name': 'x', 'state_dict': state, 'optimizer': optimizer.state_dict(), 'scaler': torch.amp.GradScaler('cpu').state_dict()}
for zip_form in (True, False):
    for protocol in (2, 4, 5):
        torch.save(epoch, f'honest-epoch-{zip_form}-{protocol}.pt', pickle_protocol=protocol, _use_new_zipfile_serialization=zip_form)
        torch.save(model.state_dict(), f'honest-state-{zip_form}-{protocol}.pt', pickle_protocol=protocol, _use_new_zipfile_serialization=zip_form)
torch.save(dict(model.named_parameters()), 'honest-parameters.pt')
class Attack:
    def __reduce__(self): return os.system, ('echo ran > ran',)
for protocol in range(6):
    open(f'attack-{protocol}.pt', 'wb').write(pickle.dumps(Attack(), protocol))
torch.save({'state_dict': {'weight': torch.ones(2), 'other': Attack()}}, 'attack-zip.pt')
torch.save({'state_dict': {'weight': torch.ones(2), 'other': Attack()}}, 'attack-stream.pt', _use_new_zipfile_serialization=False)
