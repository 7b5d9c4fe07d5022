"""`trailkeeper evidence`: what an auditor takes away, one page and its JSON.

command      gathers, writes, tells; arguments: its options
gathering    what is proven, of each claim that can be examined; totals: of the receipts
evidence     the facts, of which all that follows is made, purely
moment       times in words
coverage     of what time something is proven; judgement: the verdict in words
chain_rows   the hours of a chain for the picture, the worst chains first
page/        the page, a section a module; record: the JSON
"""
