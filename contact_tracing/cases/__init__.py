"""A case after its report: what agents find out about it, and every change that they make."""
