/** The address of the hub: a setting, kept by the host for the command line too. */
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { settings } from '#app/domain/system.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { changeSettings, useSettingsStore } from '#renderer/stores/settings-store.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';

const usual = settings.parse({}).hubUrl;

/** @param props.onSaving what has to be waited for before the hub is asked */
export function HubField({ onSaving }: { onSaving: (saved: Promise<void>) => void }) {
  const kept = useSettingsStore((state) => state.settings.hubUrl);
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? kept;
  const isAddress = URL.canParse(shown);
  const save = (address: string): void => {
    setTyped(undefined);
    if (address === kept) return;
    recordCommand(figscopeLine('config', 'set', 'hubUrl', address));
    onSaving(changeSettings({ hubUrl: address }));
  };
  return (
    <TextField
      label="Address of the hub"
      inputMode="url"
      value={shown}
      error={isAddress ? undefined : 'An address is needed here, such as https://hub.example'}
      hint="A mirror with the same layout will do"
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (isAddress) save(shown);
      }}
      end={
        shown !== usual && (
          <IconButton icon={RotateCcw} size="small" label="Use the usual hub" onClick={() => save(usual)} />
        )
      }
    />
  );
}
