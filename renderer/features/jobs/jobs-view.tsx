export const JobsView = () => null;
