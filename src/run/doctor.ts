/** The doctor for the command line: passes on the store's checks and repairs. */
export { examine, type FileReport, type Finding, type Severity, worst } from '../store/doctor.ts';
export { type Repair, repair } from '../store/doctor-repair.ts';
