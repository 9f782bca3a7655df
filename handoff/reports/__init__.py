"""Figures of a period, counted from the recorded events, and what they look like on paper."""
