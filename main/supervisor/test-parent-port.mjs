/** Loaded before a worker in the tests of the utility launcher: gives plain Node the parent port of Electron. */
process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (_event, listener) => process.on('message', (data) => listener({ data })),
};
