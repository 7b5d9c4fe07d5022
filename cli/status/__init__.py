"""`trailkeeper status`: whether all is well, in a terminal.

arguments    its options; command: asks, shows, and asks again
alarm        alarms, as CloudWatch tells them
number       the numbers of the flow, of the last day and the last there are
region       the trail, Region by Region
situation    all of it; judgement: what that means, and the exit code
report       for a person and for a program
"""
