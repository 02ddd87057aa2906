import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Concat

import recruiting.models.searchkey

# Letter for letter; signs at the end, which have no letter below them, are left out. Then letters that stand for two.
CYRILLIC, LATIN = "абвгдезийклмнопрстуфхыэёіїєґўyw", "abvgdeziiklmnoprstufhieeiieguiv"
WITH_MARKS = "ăâáàäãåāąçćčďđéèêëēęěģîíìïīįķłļľñńňņóòöôõőøřśșşšťțţúùüûūůűųýÿźżž"
WITHOUT = "aaaaaaaaacccddeeeeeeegiiiiiiklllnnnnooooooorsssstttuuuuuuuuiizzz"
DROPPED = "ьъ''’ʼ`"  # the apostrophe is doubled, as SQL wants it

FORWARD = f"""
CREATE FUNCTION rubrika_search_key(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(
            translate(lower(normalize(coalesce(words, ''), NFC)), '{CYRILLIC}{WITH_MARKS}{DROPPED}', '{LATIN}{WITHOUT}'),
        'щ', 'shch'), 'ж', 'zh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'ю', 'iu'), 'я', 'ia'), 'x', 'ks'), 'kh', 'h'),
    '[^[:alnum:]]+', ' ', 'g')
$$;
"""


def by_key(*fields) -> django.contrib.postgres.indexes.OpClass:
    return django.contrib.postgres.indexes.OpClass(recruiting.models.searchkey.SearchKey(*fields), name="gin_trgm_ops")


def gin(name: str, *fields) -> django.contrib.postgres.indexes.GinIndex:
    return django.contrib.postgres.indexes.GinIndex(by_key(*fields), name=name)


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0017_facts_are_kept_and_a_called_back_letter_answers_nobody")]
    operations = [
        migrations.RunSQL(FORWARD, "DROP FUNCTION rubrika_search_key(text)"),
        migrations.RemoveIndex("candidate", "candidate_name_trigrams"),
        migrations.RemoveIndex("vacancy", "vacancy_title_trigrams"),
        migrations.AddIndex("candidate", gin("candidate_name_key", "full_name")),
        migrations.AddIndex("candidate", gin("candidate_contact_key", Concat("email", Value(" "), "phone"))),
        migrations.AddIndex("vacancy", gin("vacancy_title_key", "title")),
        migrations.AddIndex("note", gin("note_text_key", "text")),
    ]
