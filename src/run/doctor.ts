/** The doctor for the command line: what the store examines and mends, without a detour of its own. */
export { examine, type FileReport, type Finding, type Severity, worst } from '../store/doctor.ts';
export { type Repair, repair } from '../store/doctor-repair.ts';
