"""Run all benchmarks, or those named: `python -m benchmarks [coding] [rivals] [evidence] [import] [pages] [start]`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

KINDS = ("start", "coding", "rivals", "evidence", "import", "pages")


def main() -> None:
    wanted = sys.argv[1:] or list(KINDS)
    unknown = set(wanted) - set(KINDS)
    if unknown:
        sys.exit(f"There is no benchmark {sorted(unknown)[0]!r}. Choose from: {', '.join(KINDS)}.")
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as home:
        os.environ["CLEW_HOME"] = home
        os.environ.setdefault("CLEW_PASSPHRASE", "for benchmarks only")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
        if "start" in wanted:
            from benchmarks import start

            start.main()
        if "coding" in wanted:
            from benchmarks import coding

            coding.main()
        for alone in ("rivals", "evidence"):
            if alone in wanted:
                # In a process of its own, since it keeps to one core.
                subprocess.run([sys.executable, "-m", f"benchmarks.{alone}"], check=True)
        if {"import", "pages"} & set(wanted):
            from clew.cli import database

            database.migrate()
            from benchmarks import clinic

            if "import" in wanted:
                clinic.imports()
            if "pages" in wanted:
                clinic.pages()


if __name__ == "__main__":
    main()
