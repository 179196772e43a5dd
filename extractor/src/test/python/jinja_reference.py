"""Writes what transformers' template environment makes of small templates.

Usage: python jinja_reference.py OUTPUT_FILE
(the committed output is extractor/src/test/resources/jinja/reference.json)
"""

import json
import sys

from transformers.utils.chat_template_utils import _compile_jinja_template

VARIABLES = {
    "name": "  Ünïcode \U0001F600 name\n",
    "words": ["alpha", "beta", "gamma", "beta"],
    "numbers": [3, 1, 2],
    "none_value": None,
    "yes": True,
    "zero": 0,
    "ratio": 0.5,
    "empty": "",
    "messages": [
        {"role": "user", "content": "Hi", "meta": {"lang": "en"}},
        {"role": "assistant", "content": "Yo <b> \"q\"", "items": "shadowed"},
    ],
}

TEMPLATES = [
    # White space
    "a\n  {% if yes %}\n  b\n  {% endif %}\nc\n",
    "a\n  {%+ if yes %}\n  b\n  {%- endif %}\nc\n\n",
    "a {%- if yes -%} b {%- endif -%} c",
    "a\n{%- if yes +%}\nb{% endif %}",
    "  {{ 'x' }}  \n  {{- 'y' -}}  \n z",
    "x {# comment #}\n  {# another #}\ny {#- third -#} z",
    "{% set a = 1 %}\n{% set b = 2 %}\n{{ a + b }}\n",
    "line\r\n{% if yes %}\r\nwindows\r\n{% endif %}",
    "{{ '{%' }} {{ '}}' }}{% if '%}' %}!{% endif %}",
    # Output
    "{{ yes }} {{ none_value }} {{ zero }} {{ ratio }} {{ missing }}|{{ empty }}|{{ 1.0 }}",
    "{{ 'a\\n\\t\\'b\\'' }}{{ \"\\\"\\\\ \\u00e9 \\x41\" }}{{ 'a' 'b' }}",
    # Operators
    "{{ 1 + 2 * 3 - 4 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 * 1.5 }}",
    "{{ 'a' ~ 1 ~ none_value }} {{ 'ab' * 2 }} {{ [1] + [2] == [1, 2] }}",
    "{{ 1 < 2 <= 2 != 3 }} {{ 'b' > 'a' }} {{ 1 == 1.0 }} {{ not zero and yes }}",
    "{{ zero or 'x' }} {{ empty and 'x' }}| {{ 'x' and 'y' }} {{ not not yes }}",
    "{{ 'a' in 'cab' }} {{ 'z' not in words }} {{ 'role' in messages[0] }} {{ 1 in numbers }}",
    "{{ 'a' if zero else 'b' if empty else 'c' }}|{{ 'a' if zero }}|",
    "{{ -numbers[0] }} {{ numbers[-1] }} {{ (1, 2)[1] }} {{ {'a': 5}['a'] }} {{ {'a': 5}.a }}",
    "{{ '%s' in 'a%s' }} {{ 2 - -1 }} {{ numbers | length + 1 }}",
    # Look-up and slices
    "{{ name[2:5] }}|{{ name[-3:] }}|{{ name[::-1] }}|{{ name[10] }}",
    "{% for w in words[1:] %}{{ w }},{% endfor %}{% for w in words[::2] %}{{ w }},{% endfor %}",
    "{% for w in words[:-1] %}{{ w }},{% endfor %}{% for w in words[::-1] %}{{ w }},{% endfor %}",
    "{% for w in words[5:] %}{{ w }}{% endfor %}{{ words[9] is defined }} {{ words[1:2][0] }}",
    "{{ messages[0].meta.lang }} {{ messages[0]['meta']['lang'] }} {{ messages[1]['items'] }}",
    "{{ messages[0].get('role') }} {{ messages[0].get('x', 'd') }} {{ messages[0].x is defined }}",
    "{{ messages[0].x.y }}",
    "{{ missing.x }}",
    "{{ missing + 'x' }}",
    "{{ missing == 'x' }} {{ 'x' in missing }} {{ missing | length }}",
    # Text
    "{{ name.strip() }}|{{ name.lstrip() }}|{{ name.rstrip() }}|{{ 'xxaxx'.strip('x') }}",
    "{{ 'a,b,,c'.split(',') | join('|') }} {{ 'a b  c '.split() | join('|') }}",
    "{{ 'a-b-c'.split('-', 1)[1] }} {{ 'a-b-c'.rsplit('-', 1)[0] }} {{ 'abc'.find('c') }}",
    "{{ 'abc'.startswith('a') }} {{ 'abc'.endswith(('x', 'c')) }} {{ 'aXa'.replace('a', 'b') }}",
    "{{ 'hello wORLD'.title() }} {{ 'hELLO'.capitalize() }} {{ 'é'.upper() }} {{ 'É'.lower() }}",
    "{{ ', '.join(words) }} {{ '12'.isdigit() }}",
    # Filters
    "{{ name | trim }}|{{ words | join(', ') }}|{{ words | first }}|{{ words | last }}",
    "{{ missing | default('d') }} {{ empty | default('d') }}| {{ empty | default('d', true) }}",
    "{{ none_value | default('d', boolean=true) }} {{ 'a' | d('b') }}",
    "{{ words | length }} {{ name | length }} {{ 'ab' | upper }} {{ words | unique | join }}",
    "{{ words | reverse | list | join }} {{ '42' | int + 1 }} {{ 3.7 | int }} {{ 5 | string ~ '' }}",
    "{{ messages | map(attribute='role') | join(' ') }} {{ words | map('upper') | join(' ') }}",
    "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}",
    "{{ messages | selectattr('role', '==', 'user') | map(attribute='content') | first }}",
    "{{ messages | rejectattr('meta') | map(attribute='role') | list | first }}",
    "{{ messages | selectattr('meta', 'defined') | list | length }}",
    "{{ messages[0] | tojson }} {{ words | tojson }} {{ {'a': none_value, 'b': yes} | tojson }}",
    "{{ messages | tojson(indent=2) }}",
    "{{ [] | tojson(indent=2) }}{{ {} | tojson(indent=2) }}{{ 'é\\u0001\\\\' | tojson }}",
    "{% for k, v in messages[0].meta | items %}{{ k }}={{ v }}{% endfor %}",
    "{% for k, v in messages[0].meta.items() %}{{ k }}={{ v }}{% endfor %}",
    "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}={{ v }},{% endfor %}",
    # Tests
    "{{ name is string }} {{ 1 is number }} {{ words is iterable }} {{ words is mapping }}",
    "{{ messages[0] is mapping }} {{ none_value is none }} {{ zero is not none }}",
    "{{ yes is true }} {{ zero is false }} {{ yes is boolean }} {{ 3 is odd }} {{ 4 is even }}",
    "{{ name is sequence }} {{ 4 is divisibleby 2 }} {{ 4 is divisibleby(3) }} {{ 1 is integer }}",
    "{{ missing is undefined }} {{ missing is not defined or yes }} {{ 'a' is eq 'a' }}",
    "{{ 'a' is in ['a'] }} {{ not missing is defined }} {{ missing is not none }}",
    # Statements
    "{% if zero %}a{% elif empty %}b{% elif yes %}c{% else %}d{% endif %}",
    "{% for w in words %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ loop.revindex }};"
    "{% else %}none{% endfor %}",
    "{% for w in [] %}{{ w }}{% else %}none{% endfor %}{% for w in missing %}x{% endfor %}",
    "{% for w in words if w != 'beta' %}{{ loop.index0 }}{{ w }}{{ loop.length }}{% endfor %}",
    "{% for w in words %}{% if loop.index == 2 %}{% continue %}{% endif %}{{ w }}"
    "{% if w == 'gamma' %}{% break %}{% endif %}{% endfor %}",
    "{% for a in numbers %}{% for b in words %}{{ loop.index }}{% endfor %}{{ loop.index }}"
    "{% endfor %}",
    "{% for w in words %}{{ loop.previtem }}>{{ w }}>{{ loop.nextitem }} "
    "{{ loop.cycle('x', 'y') }};{% endfor %}",
    "{% set x = 1 %}{% for w in words %}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}",
    "{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% set ns = namespace(n=0, s='') %}{% for w in words %}{% set ns.n = ns.n + 1 %}"
    "{% set ns.s = ns.s + w[0] %}{% endfor %}{{ ns.n }}{{ ns.s }}{{ ns.missing is defined }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t = 'x', 'y' %}{{ t[1] }}",
    "{% set block %}in {{ name | trim }}\n{% endset %}[{{ block }}]{{ block is string }}",
    "{% macro greet(who, mark='!') %}Hi {{ who }}{{ mark }}{% endmacro %}"
    "{{ greet('A') }}{{ greet('B', mark='?') }}{{ greet(who='C') }}",
    "{% macro count(n) %}{{ n }}{% if n > 0 %}{{ count(n - 1) }}{% endif %}{% endmacro %}{{ count(3) }}",
    "{% set prefix = 'p' %}{% macro m() %}{{ prefix }}{{ name | trim }}{% endmacro %}{{ m() }}",
    "{% generation %}x{{ name | trim }}{% endgeneration %}",
    "{{ range(3) | join }} {{ range(1, 7, 2) | join(',') }} {{ range(3, 0, -1) | join }}",
    "{{ dict(a=1)['a'] }}",
    "{{ raise_exception('not ' + 'so') }}",
    "{{ messages[0].append('x') }}",
    "{{ words() }}",
    "{{ 'a' + 1 }}",
    "{{ 1 // 0 }}",
    "{{ 1 < 'a' }}",
    # As Python prints and computes
    "{{ words }} {{ messages }} {{ {'a': none_value, 'b': [yes, 0.5]} }} {{ (1,) }}{{ (1, 'x') }}",
    "{{ ['it\\'s', 'say \"x\"', '\\'\"', 'a\\nb\\\\', '\\u00e9\\u200b\\u00a0'] }} {{ messages[0] ~ '' }}",
    "{{ messages[0].meta.items() }} {{ messages[0].meta.keys() }} {{ messages[0] | dictsort | first }}",
    "{{ 100000000000 * 0.5 }} {{ 1 / 3 }} {{ 1 / 100000 }} {{ 2.0 * 10000000000000000 }} {{ 0.1 + 0.2 }}",
    "{{ [0.00001, 12345678.9] | tojson }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 3 // 0.1 }} {{ yes == 1 }}",
    "{{ {'a': {'b': {}}} }}{{ ({'a': {}}) }}",
    "\u00a0{% if yes %}x{% endif -%} \u00a0 y",
    "{% generation %}{% set inner = 1 %}{% endgeneration %}{{ inner is defined }}",
    # What methods and filters take
    "{{ 'a\u00a0b  c'.split() | join('|') }} {{ ' a b  c '.split(none, 1) }} {{ ' a b '.rsplit(none, 1) }}",
    "{{ 'a-b-c'.split(sep='-', maxsplit=1) }} {{ 'a\\x0bb\\u2028c\\r\\nd'.splitlines() }} {{ 'aXbX'.count('X') }}",
    "{{ 'a-b-c'.replace('-', '+', 1) }} {{ 'aba' | replace('a', 'c', 1) }} {{ 'xay' | trim('xy') }}",
    "{{ 'it\\'s a-b (c) d_e' | title }} {{ 'it\\'s a-b'.title() }} {{ '3.7' | int }} {{ 'x' | int(9) }}",
    "{{ words | tojson(false, 2) }} {{ messages[0] | tojson(separators=(',', ':')) }}",
    "{{ words | reject('equalto', 'beta') | list }} {{ ['', 'a'] | select | list }} {{ ['a', 'A'] | unique | list }}",
    "{{ [1, 2, 3] | select('gt', 1) | list }} {{ empty is lower }} {{ 'aB' is lower }} {{ 'a1' is lower }}",
    "{{ {'b': 1, 'A': 2} | dictsort }}",
    "{{ ['b', 'A', 'c'] | sort }} {{ numbers | sort }} {{ name | tojson(ensure_ascii=true) }}",
    "{{ ('<b>' | safe) + '<i> & \"q\" \\'a\\'' + '<u>' }} {{ '<' + (name | safe) }} {{ ('<' | safe) ~ '<' }}",
    "{{ 'a' | safe is string }} {% if empty | safe %}x{% endif %}{{ 'a<b' | safe }} {{ ('a' | safe) == 'a' }}",
    "{{ ('a' | safe) + 1 }}",
    "{{ none_value | selectattr('x') | list }} {{ zero | map('upper') | list }} {{ none_value | reject | list }}",
]


def main(out):
    rows = []
    for template in TEMPLATES:
        row = dict(template=template)
        try:
            row["text"] = _compile_jinja_template(template).render(**VARIABLES)
        except Exception as error:
            row["error"] = str(error)
        rows.append(row)
    with open(out, "w") as file:
        json.dump(dict(variables=VARIABLES, cases=rows), file)
    print([(row["template"], row["error"]) for row in rows if "error" in row])


main(sys.argv[1])
