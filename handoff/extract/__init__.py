"""What customers name in passing: links, addresses, numbers, amounts and times, with their places.

Nothing here asks a network, a file or a clock. It runs on Python 3.10 and newer. `find.find_all`
looks for everything; the other modules each look for one kind.
"""
