"""The labels of the page about figures; words in ``desk_figures.yml``.

What the figures are called comes with them from the server.
"""

PLAIN = """
figures figures_note figures_today figures_week figures_handoffs_csv figures_agents_csv
"""
