"""The worked example: one invented study told from its record to its lesson, in three weeks around now.

Every chapter calls the services that the pages call, each at its own time and by the person whose work it is; so the
story is also the widest test of the product. Everything in it is invented and marked as such.
"""

from crossroads.app.demo.story import Story, tell_story

__all__ = ["Story", "tell_story"]
