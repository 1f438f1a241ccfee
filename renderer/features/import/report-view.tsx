export const ReportView = () => null;
