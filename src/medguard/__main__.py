"""``python -m medguard`` is ``medguard``."""

from medguard.cli import app

if __name__ == "__main__":
    app(prog_name="medguard")
