"""Lexicon: the word lists that tell names apart, as sets, read once a rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from pipeline.find.currencies import currencies
from pipeline.rulebook import Rulebook


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The word lists of rules/names.toml, rules/places.toml, rules/programs.toml and companies.csv as sets."""

    opening: frozenset[str]
    alone: frozenset[str]
    time: frozenset[str]
    money: frozenset[str]
    """Codes and signs of currencies made of letters, which a number follows: "Lindo Tiles Rs 5 crore"."""
    places: frozenset[str]
    countries: frozenset[str]
    place_heads: frozenset[str]
    bearings: frozenset[str]
    """First words of the names of parts of places: North, Greater, Metropolitan."""
    company_heads: frozenset[str]
    organisations: dict[str, str]
    tasks: frozenset[str]
    """Words that say only what an office does or whom it serves: "Safety" of "Safety Agency"."""
    first: frozenset[str]
    leagues: frozenset[str]
    """Heads of names of bodies that other organisations join: "Union of Lindo Societies"."""
    branded: frozenset[str]
    """Heads of names that begin with a possessive though the owner has a name too: "Sam's Club"."""
    offices: frozenset[str]
    """What people are, not organisations: "Trustee for the X Fund" holds the name "X Fund"."""
    media: frozenset[str]
    exchange: frozenset[str]
    given: frozenset[str]
    titles: frozenset[str]
    honours: frozenset[str]
    """Titles that no organisation's name begins with."""
    own: frozenset[str]
    programs: frozenset[str]
    verbs: frozenset[str]
    acts: frozenset[str]
    silent: frozenset[str]
    legal_letters: tuple[str, ...]
    companies: dict[str, str]
    """From every unmistakable form of a company of rules/companies.csv to its company_id."""
    common: frozenset[str]
    """Names of companies that are common words or places as well: they need other evidence."""
    legal: regex.Pattern[str]
    firms: frozenset[str]
    """First words of companies' names in other languages: Grupo, Banco, PT."""
    loose: frozenset[str]
    """Small words that one form of a name has and another leaves out."""
    bodied: frozenset[str]
    """Last words that only organisations' names have."""
    spellings: dict[str, str]
    """From one way of writing a word, in small letters, to the other."""
    saints: frozenset[str]
    slight: frozenset[str]
    """Words that a shorter form of a name leaves out wherever they stand: Group, County."""
    unowned: regex.Pattern[str]
    """What stands behind a possessive that owns nothing."""
    classed: frozenset[str]
    """First words that a company's name can lose: Grupo, Bank."""
    plain: frozenset[str]
    """Last words of firms that say nothing of what they do: Company."""
    trades: frozenset[str]
    """What a sentence calls a company by, with a capital because it begins with it: "Contractor Roe & Sons"."""
    bodies: frozenset[str]
    """First words of other organisations' names: Fundación, Université."""
    ending: regex.Pattern[str]
    """The end of a single word that makes it an organisation's name: Bürgerstiftung."""
    endings: dict[str, str]
    whole: regex.Pattern[str]
    """A name that is one although "and" or "of" stands in it."""
    agents: frozenset[str]
    """What persons are called as well as firms: builder, operator."""
    numbered: frozenset[str]
    """Words of names that an ordinal opens: "31st Lindo Battalion"."""
    seat: regex.Pattern[str]
    """What stands before the place where a house is: "General Hospital, "."""
    portfolio: regex.Pattern[str]
    """An office with all that it is for, where that is several things."""
    before: tuple[regex.Pattern[str], ...]
    """What stands before a name and is no part of it: a part of a university, what a sponsor is called."""
    board: regex.Pattern[str]
    """A board without whose it is."""
    neighbours: frozenset[str]
    """What a name says it is for beside a place: "Lindo and District Society"."""
    service: frozenset[str]
    """What service clubs are called by: Rotary, Lions."""
    peoples: frozenset[str]
    """What the people of a place are called, and what people do: "Merians", "Football"."""
    branches: frozenset[str]
    branch: regex.Pattern[str]
    """What a firm has at a place, as the last word of a name and as a small word behind one."""
    club: regex.Pattern[str]
    gapped: regex.Pattern[str]
    """What stands before a name of a list whose figures have lost their noun: "Lindo Mills gave 900 tents, Roe Tyres 700, "."""
    parts: tuple[str, ...]
    """Ends of names of parts of a house, with the blank before them."""
    office_of: regex.Pattern[str]
    post: regex.Pattern[str]
    """What a person is, at the end of a name: " Safety Manager"."""
    post_before: regex.Pattern[str]
    """The same before the name of the house: "Former CEO Lindo Holdings"."""
    front: regex.Pattern[str]
    """A word that opens a sentence before a name: "Supporting", "Two"."""
    ranks: frozenset[str]
    post_behind: regex.Pattern[str]
    learners: regex.Pattern[str]
    """First words of posts, the rest of a post of which the first words end a name, and who learns or teaches a field that ends one."""
    tail: regex.Pattern[str]
    charity_number: regex.Pattern[str]
    """What belongs to a name and stands behind it: "'s Marketing Team", " Charity No"."""
    small_heads: frozenset[str]
    """Heads of organisations' names in small letters."""
    storm: regex.Pattern[str]
    bearer: tuple[regex.Pattern[str], regex.Pattern[str]]
    """What stands behind a person's name and no organisation's: ", who"."""
    which: regex.Pattern[str]
    """What stands behind an organisation's name and no person's: ", which runs"."""
    kept_forms: tuple[str, ...]
    """Legal forms that a name keeps which is none without them."""
    owned: regex.Pattern[str]
    """The end of a word that says whose or from where an organisation is."""
    known_as: regex.Pattern[str]
    """What stands between two names of one organisation: ", also known as"."""
    creatures: frozenset[str]
    """The last words of what somebody has or runs and gives its own name to."""
    glued_sum: regex.Pattern[str]
    """A sum at the end of a name."""
    toward: regex.Pattern[str]
    """What leads to a place, right before its name."""
    determiners: frozenset[str]
    """Articles and their like: what stands behind one of them is a common noun."""
    address_end: regex.Pattern[str]
    """The end of a name that is an address: ".org"."""
    no_part: regex.Pattern[str]
    """Small words in a name with which something else begins: " for three"."""
    item_opens: regex.Pattern[str]
    item_closes: regex.Pattern[str]
    """What stands before and behind an item of a list."""
    class_before: regex.Pattern[str]
    class_right: regex.Pattern[str]
    class_behind: regex.Pattern[str]


@lru_cache(maxsize=4)
def lexicon(rules: Rulebook) -> Lexicon:
    """Read the word lists of a rulebook once."""
    words, places = rules.words["names"], rules.words["places"]
    known = {}
    for row in rules.companies:
        for form in [row["name"], *filter(None, (row.get("aliases") or "").split("|"))]:
            if " " in form.strip() or not row.get("ambiguous"):
                known[form.strip()] = row["company_id"]
    return Lexicon(
        opening=frozenset(words["no_name"]["opening"]),
        alone=frozenset(w for part in ("opening", "alone", "time", "feasts", "common") for w in words["no_name"][part]),
        time=frozenset(words["no_name"]["time"]),
        money=frozenset(bare for sign in currencies(rules).signs if (bare := sign.rstrip(".")).isalpha() and len(bare) > 1),
        countries=frozenset(places["countries"]),
        places=frozenset([*places["countries"], *places["regions"], *places["cities"]]),
        place_heads=frozenset(places["heads"]),
        bearings=frozenset(places["bearings"]),
        company_heads=frozenset(words["company_heads"]),
        organisations=dict(words["organisation_heads"]),
        tasks=frozenset(words["others"]["tasks"]),
        first=frozenset(words["others"]["first"]),
        leagues=frozenset(words["others"]["leagues"]),
        branded=frozenset(words["others"]["branded"]),
        offices=frozenset(words["others"]["offices"]),
        media=frozenset(words["others"]["media"]),
        exchange=frozenset(words["others"]["exchange"]),
        given=frozenset(words["no_name"]["given"]),
        titles=frozenset(words["no_name"]["person_titles"]),
        honours=frozenset(words["no_name"]["honours"]),
        own=frozenset(w.replace("'", "’") for w in words["no_name"]["own"]),
        programs=frozenset(rules.words["programs"]["heads"]),
        verbs=frozenset(words["headline"]["verbs"]),
        acts=frozenset(words["headline"]["acts"]),
        silent=frozenset(words["initials"]["silent"]),
        legal_letters=tuple(words["initials"]["legal"]),
        companies=known,
        common=frozenset(row["name"] for row in rules.companies if row.get("ambiguous")),
        legal=rules.pattern(r"(?:<<names.legal_tail>>)+$", case=True),
        firms=frozenset(words["others"]["firms"]),
        loose=frozenset(words["others"]["loose"]),
        bodied=frozenset(words["others"]["bodied"]),
        spellings=dict(pair.split() for pair in words["others"]["spellings"]),
        saints=frozenset(words["others"]["saints"]),
        slight=frozenset([*words["others"]["plain"], *words["others"]["slight"]]),
        unowned=rules.pattern("<<names.unowned>>", case=True),
        classed=frozenset([*words["others"]["firms"], *words["others"]["classed"]]),
        plain=frozenset(words["others"]["plain"]),
        trades=frozenset(words["others"]["trades"]),
        bodies=frozenset(words["others"]["bodies"]),
        ending=rules.pattern(r"\p{L}{3}(<<names.words.endings>>)\Z"),
        endings=dict(words["endings"]),
        whole=rules["names.whole"].pattern,
        agents=frozenset(words["classes"]["agent"]),
        numbered=frozenset(words["others"]["numbered"]),
        seat=rules["names.seat"].pattern,
        portfolio=rules["names.portfolio"].pattern,
        before=tuple(rules[f"names.{one}"].pattern for one in ("faculty", "billing", "people_of")),
        board=rules["names.board"].pattern,
        neighbours=frozenset(words["others"]["neighbours"]),
        service=frozenset(words["others"]["service"]),
        peoples=frozenset([*words["no_name"]["peoples"], *words["no_name"]["matters"]]),
        branches=frozenset(words["others"]["branches"]),
        branch=rules["names.branch"].pattern,
        club=rules["names.club"].pattern,
        gapped=rules["names.gapped"].pattern,
        parts=tuple(f" {word}" for word in words["others"]["parts"]),
        office_of=rules["names.office_of"].pattern,
        post=rules["names.post"].pattern,
        post_before=rules["names.post_before"].pattern,
        front=rules["names.front"].pattern,
        ranks=frozenset(words["others"]["ranks"]),
        post_behind=rules["names.post_behind"].pattern,
        learners=rules["names.learners"].pattern,
        tail=rules["names.tail"].pattern,
        charity_number=rules["names.charity_number"].pattern,
        small_heads=frozenset(words["others"]["small_heads"]),
        storm=rules["names.storm"].pattern,
        bearer=(rules.pattern("<<names.borne>>", case=True), rules.pattern("<<names.bearer>>", case=True)),
        which=rules.pattern("<<names.which>>", case=True),
        kept_forms=tuple(words["others"]["kept_forms"]),
        owned=rules.pattern("<<names.owned>>", case=True),
        known_as=rules.pattern("<<names.known_as>>", case=True),
        creatures=frozenset(words["others"]["creatures"]),
        glued_sum=rules.pattern("<<names.glued_sum>>", case=True),
        toward=rules.pattern("(?r)<<names.toward>>", case=True),
        determiners=frozenset(words["others"]["determiners"]),
        address_end=rules.pattern("<<names.address_end>>"),
        no_part=rules["names.no_part"].pattern,
        item_opens=rules["names.item_opens"].pattern,
        item_closes=rules["names.item_closes"].pattern,
        class_before=rules["names.class_before"].pattern,
        class_right=rules["names.class_right"].pattern,
        class_behind=rules["names.class_behind"].pattern,
    )
