"""What can be paused or faulty has a name that customers know, and answers that exist."""

from collections.abc import Iterator

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place
from bot.checks.targets import unknown_name


def check(project: Project) -> Iterator[Problem]:
    source, functions = project.functions.source, project.functions.shape
    ids = [function.id for function in functions.functions]
    for number, function in enumerate(functions.functions):
        place: Place = ("functions", number)
        if function.id and function.id in ids[:number]:
            yield source.error(place, f"`{function.id}` stands twice", "Keep one.")
        text = f"form_option_function_{function.id}"
        if function.id and project.texts and text not in project.text_ids:
            what = f"the function {function.id} has no name that customers know"
            remedy = f"Add the text {text} to data/content/texts/form_options.yml."
            yield source.error(place, what, remedy)
        for at, topic in enumerate(function.topics):
            yield from unknown_name(
                source, (*place, "topics", at), topic, project.topic_ids, "topic"
            )
    if project.functions.is_read and not functions.alike.customers * functions.alike.hours > 0:
        what = "`alike` needs customers and hours above 0"
        yield source.error(("alike",), what, "Write how many, and within how many hours.")
