"""Stock: levels, alerts, a centre's cards, who could give to whom."""
