"""Stories: examples the texts use, in numbers small enough to check by hand, each with its control arm."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from parecon.charter import Charter, default_charter
from parecon.lab.stories import boat, broom, carpenters, centre, coal, concrete, defense, island, lawns, magazine, neighbour, rulers
from parecon.lab.stories.telling import Story

__all__ = ["STORIES", "Story", "run_command"]

STORIES: Mapping[str, Callable[[Charter], Story]] = MappingProxyType({
    "concrete": concrete.tell, "carpenters": carpenters.tell, "coal": coal.tell,
    "magazine": magazine.tell, "boat": boat.tell, "lawns": lawns.tell, "island": island.tell, "broom": broom.tell,
    "neighbour": neighbour.tell, "defense": defense.tell, "centre": centre.tell, "rulers": rulers.tell,
})
"""Every story by name: a function of the charter that plays it."""


def run_command(name: str | None, everything: bool) -> int:
    """Play one story, or all, or list them where neither is asked for; return 0 if all that were played came out, 1 if not, 2 for an unknown name."""
    if name is not None and name not in STORIES:
        print(f"there is no story {name!r}; the stories are {', '.join(STORIES)}")
        return 2
    if name is None and not everything:
        print("\n".join((*STORIES, "parecon story NAME plays one, parecon story --all plays all")))
        return 0
    played = [_play(story) for story in (STORIES if everything else (name,))]
    if everything:
        print(f"stories: {sum(played)} of {len(played)}")
    return 0 if all(played) else 1


def _play(name: str) -> bool:
    story = STORIES[name](default_charter())
    print("\n".join((f"{story.name}", *(f"  {line}" for line in story.lines), f"  {'as computed by hand' if story.passed else 'NOT as computed by hand'}", "")))
    return story.passed
