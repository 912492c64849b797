"""Go.Data's files, in and out: `cases`, `contacts`, `followups`, `relationships`, `lab_results`."""
