"""Those who work with ASSA: agents, coordinators, editors, administrators; what each may do, and where."""
