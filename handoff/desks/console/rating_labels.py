"""The labels of the page about ratings; words in ``desk_ratings.yml``."""

PLAIN = """
ratings ratings_of_agent ratings_of_bot ratings_by_agent ratings_by_department
ratings_by_language ratings_name ratings_count ratings_mean ratings_good ratings_said
ratings_none ratings_score ratings_words ratings_at
"""
