"""The report of a suspect case: opened and closed here, asked, read, corrected, paused. Stored by `contact_tracing.service`."""
