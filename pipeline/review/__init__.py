"""Review: the report that data staff read, the desk where they decide, and the ways their decisions travel.

Everything here reads a finished dataset folder (the contract's files) and one file more, `review.jsonl`: what the
run saw and did not put into a table. One line an article that was read, in the order of articles.csv:

    {"article_id": "spring-digest",
     "sections": [{"kind": "introduction", "start": 0, "end": 744}, {"kind": "case", "start": 744, "end": 1547}, …],
     "records": [{"record_id": "spring-digest-1",
                  "aside": [{"field": "beneficiaries", "why": ["year"], "count": 2021, …, "text": "2021", "start": 0,
                             "end": 4, "rule": "counts.bare", "confidence": 0.2}]}],
     "applied": ["3f0c…"]}

`sections` lie end to end over the article's text. `aside` holds mentions as records.jsonl shapes them, with the field
they were found for and why they were set aside (the mention's flags). `applied` names the corrections that changed or
confirmed something in this article, so that the desk can show what undoing one of them gives. A dataset without this
file is still read: it shows no near-misses and no set-aside sections. `pipeline.review.aside.review_line` makes a line.
"""
