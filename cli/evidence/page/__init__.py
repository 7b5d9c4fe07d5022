"""The page for an auditor: one file that refers to nothing outside of it, for the screen and for paper.

document     the whole; element: how text becomes HTML, escaped; style: how it looks; table: tables that fold on a phone
summary      the verdict of each claim, and what the page is about; counts: digests, log files, records, receipts
drawing      the chain as a picture
margin       the head of each printed page
findings, hours, keys, recheck   the sections that follow
"""
