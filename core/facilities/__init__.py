"""Health facilities: who they are, where they lie, who supplies whom; found by the names that people type.

`service.import_facilities` brings in a CSV, `queries` read, `search` finds in plain data, without a database.
"""
