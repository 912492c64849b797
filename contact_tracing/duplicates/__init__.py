"""The same person reported or named twice: found, shown, merged, and taken apart again."""
