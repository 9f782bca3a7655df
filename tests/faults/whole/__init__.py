"""Whole parts are killed under load; what people sent and saw is compared with what was kept."""
