"""Makes lexicon.csv, the trainer's feedback: words of VADER with their mean valence, and neutral words.

Usage: python trainer_lexicon.py vader_lexicon.txt > lexicon.csv

vader_lexicon.txt is the file of that name in the PyPI package vaderSentiment 3.3.2 (MIT licence,
C.J. Hutto).
"""
import sys

POSITIVE_ADJECTIVES = """
admirable adorable adventurous amazing ambitious amusing attractive awesome beautiful beloved
beneficial blissful brave bright brilliant calm capable charming cheerful clever comfortable
compassionate competent confident convincing courageous courteous creative cute daring dazzling
dear delicious delightful divine eager earnest easy effective efficient elegant energetic engaging
enjoyable entertaining enthusiastic excellent exciting exquisite fabulous fair faithful fantastic
fascinating favorable fearless festive fine flawless fond fresh friendly funny generous gentle
genuine glad glamorous glorious good gorgeous graceful gracious grand grateful great handsome happy
harmonious healthy heartwarming helpful heroic hilarious honest honorable hopeful humorous ideal
impressive innovative inspiring intelligent interesting joyful jolly keen kind lively lovable lovely
loving loyal lucky magnificent marvelous meaningful memorable merry neat nice noble optimistic
original outstanding passionate peaceful perfect playful pleasant popular positive powerful precious
pretty profitable proud radiant
""".split()
NEGATIVE_ADJECTIVES = """
abusive aggressive alarming angry annoying anxious apathetic appalling arrogant ashamed awful awkward
bad bitter bizarre bored boring broken brutal careless chaotic clueless confusing contemptible
controversial cowardly crazy creepy crude cruel cynical damaged dangerous dead deceitful defective
depressing desperate destructive dirty disagreeable disappointing disastrous disgusting dishonest
dismal distressing disturbing doubtful dreadful dull dumb embarrassing empty envious evil faulty
fearful foolish frantic fraudulent frightening frustrating furious gloomy greedy grim gross guilty
harmful harsh hateful heartless helpless hopeless horrible horrific hostile hurtful hypocritical
idiotic ignorant illegal immature immoral impatient inadequate incompetent inferior insane insecure
insulting irrational irritating jealous joyless lame lazy lonely lousy ludicrous mad mean
meaningless mediocre messy mindless miserable moody nasty negative nervous obnoxious offensive
outrageous painful pathetic pessimistic
""".split()
POSITIVE_ADVERBS = """
admirably beautifully brightly brilliantly calmly charmingly cheerfully cleverly comfortably
confidently convincingly courageously creatively delicately deliciously delightfully eagerly easily
effectively efficiently elegantly energetically enjoyably excellently excitedly faithfully fearlessly
fondly freely generously gently gladly gloriously gracefully graciously gratefully happily helpfully
heroically honestly hopefully impressively intelligently joyfully kindly lovingly loyally
magnificently merrily neatly nicely optimistically passionately peacefully perfectly playfully
pleasantly proudly safely sincerely smartly splendidly strongly successfully
""".split()
NEGATIVE_ADVERBS = """
abusively aggressively alarmingly angrily anxiously appallingly arrogantly awkwardly badly bitterly
brutally carelessly confusingly cruelly crudely cynically dangerously desperately disappointedly
disgustingly disturbingly dreadfully dully dumbly embarrassingly fearfully foolishly frantically
frighteningly frustratingly furiously greedily grimly grossly guiltily harmfully hatefully heartlessly
helplessly hopelessly horribly horrifically hurtfully ignorantly impatiently ineffectively irrationally
irritably jealously lamely lousily madly miserably moodily nastily obnoxiously offensively
outrageously painfully pathetically poisonously regrettably
""".split()
NEUTRAL_ADJECTIVES = """
wooden metal plastic round square local regional weekly monthly annual northern southern eastern
western green blue yellow purple narrow wide tall short thick thin digital manual printed painted
striped plain typical usual ordinary average middle outer inner upper adjacent recent previous
current foreign domestic rural urban central electric portable seasonal standard modern
""".split()
NEUTRAL_ADVERBS = """
quickly slowly quietly loudly daily early mostly partly mainly usually typically normally generally
recently previously currently formerly locally regionally manually digitally directly initially
finally briefly gradually separately
""".split()
CHOICES = {"adjective": (100, 52), "adverb": (55, 27)}


def main(path):
    valence = {}
    for line in open(path, encoding="utf-8"):
        word, mean = line.split("\t")[:2]
        valence[word] = float(mean)

    def stated(words, sign, count):
        kept = [w for w in dict.fromkeys(words) if sign * valence.get(w, 0) >= 0.8]
        assert len(kept) >= count, (len(kept), count)
        return [(w, valence[w]) for w in kept[:count]]

    def neutral(words, count):
        kept = [w for w in dict.fromkeys(words) if w not in valence]
        assert len(kept) >= count, (len(kept), count, [w for w in words if w in valence])
        return [(w, 0.0) for w in kept[:count]]

    rows = []
    for name, positive, negative, none in (
        ("adjective", POSITIVE_ADJECTIVES, NEGATIVE_ADJECTIVES, NEUTRAL_ADJECTIVES),
        ("adverb", POSITIVE_ADVERBS, NEGATIVE_ADVERBS, NEUTRAL_ADVERBS),
    ):
        signed, plain = CHOICES[name]
        words = stated(positive, 1, signed) + stated(negative, -1, signed) + neutral(none, plain)
        rows += [(w, v, name) for w, v in words]
    print("word,reward,class")
    for word, value, name in sorted(rows):
        print(f"{word},{value:g},{name}")


main(sys.argv[1])
