export const ImportDialog = () => null;
