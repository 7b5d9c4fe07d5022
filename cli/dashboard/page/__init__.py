"""The page: one file that refers to nothing outside of it, for the screen and for a phone, light or dark.

document     the whole, and each widget in its place; style: how it looks
chart        lines over time, as a picture; legend: what they are, and their numbers
value        single numbers; tile: alarms; text: what somebody wrote
"""
