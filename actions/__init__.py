"""What the dialogue does: one module a subject; reads slots, calls a service, names a response.

The action server finds the actions by walking this package.
"""
