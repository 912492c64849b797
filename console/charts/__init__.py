"""Charts as SVG, drawn by the server from numbers: by attributes alone (the policy refuses styles), told apart in grey, legible printed.

Each is a picture with a name for who does not see it; the figures stand in the table that the page puts behind it.
"""
