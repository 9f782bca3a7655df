"""Planning: how many agents are needed, by formulas and by simulation. Pure, without libraries."""
