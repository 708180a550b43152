"""Guard any function from text to text: here one that only counts what it was shown."""

from medguard import guarded


@guarded(profile="hospital")
def ask(question: str) -> str:
    """Stand in for a model."""
    return f"You wrote {len(question.split())} words about [NAME_1]."


print(ask("Mrs. Margaret Thornbury slept well and has no fever."))
