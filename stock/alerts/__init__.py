"""Events of stock that somebody must know of: opened when they begin, told once, acknowledged, escalated, closed when they end.

conditions: what holds now; watch: what began and what ended; tell: who is told, several at once as one message; views: lists of them.
"""
