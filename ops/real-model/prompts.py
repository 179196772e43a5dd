"""The prompts of the run: five topics, eight subjects each, three questions. 120 in all."""

TOPICS = {
    "food": ["a bowl of soup", "fresh bread", "a small restaurant", "breakfast at home", "street food",
             "a fruit market", "cooking for friends", "a chocolate cake"],
    "film": ["an old film", "a cinema", "a comedy", "an actor", "a film festival", "a long series",
             "a documentary", "a film's ending"],
    "travel": ["a train journey", "a quiet island", "an old city", "a hotel", "a mountain walk",
               "a crowded airport", "a road trip", "a harbour"],
    "work": ["a new office", "a long meeting", "a colleague", "a job interview", "working at night",
             "a small company", "a deadline", "the first day at work"],
    "home": ["a garden", "an old house", "a kitchen", "a neighbour", "a rainy evening", "a cat",
             "moving house", "a family dinner"],
}
QUESTIONS = ["Write one sentence about {}.", "Tell me about {}.", "What do you think of {}?"]


def prompts():
    """Each a conversation with its topic."""
    return [
        {"prompt": [{"role": "user", "content": question.format(subject)}], "topic": topic}
        for topic, subjects in TOPICS.items()
        for subject in subjects
        for question in QUESTIONS
    ]
