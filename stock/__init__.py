"""Stock of health centres: products, the ledger of each centre, levels, forecasts.

Outsiders use `service`, `queries` and `errors`.
"""
