from zlib import crc32

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

CYRILLIC, LATIN = "абвгдезийклмнопрстуфхыэёіїєґўyw", "abvgdeziiklmnoprstufhieeiieguiv"
WITH_MARKS = "ăâáàäãåāąçćčďđéèêëēęěģīîíìïīįķłļľñńňņóòöôõőøřśșşšťțţúùüûūůűųýÿźżž"
WITHOUT = "aaaaaaaaacccddeeeeeeegiiiiiiklllnnnnooooooorsssstttuuuuuuuuiizzz"
DROPPED = "ьъ''’ʼ`"  # the apostrophe is doubled, as SQL wants it

OTHER_LETTERS = f"""
        replace(replace(replace(replace(replace(replace(replace(replace(replace(
            translate(lower(normalize(coalesce(words, ''), NFC)), '{CYRILLIC}{WITH_MARKS}{DROPPED}', '{LATIN}{WITHOUT}'),
        'щ', 'shch'), 'ж', 'zh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'ю', 'iu'), 'я', 'ia'), 'x', 'ks'), 'kh', 'h')
"""
PLAIN_LETTERS = "replace(replace(translate(lower(words), 'yw''`', 'iv'), 'x', 'ks'), 'kh', 'h')"

# The same keys as before; what has no letter beyond ASCII is not compared with the letters of three alphabets.
QUICKER = f"""
CREATE OR REPLACE FUNCTION rubrika_search_key(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || regexp_replace(
        CASE WHEN octet_length(words) = char_length(words) THEN {PLAIN_LETTERS} ELSE {OTHER_LETTERS} END,
    '[^[:alnum:]]+', ' ', 'g')
$$;
"""
SLOWER = f"""
CREATE OR REPLACE FUNCTION rubrika_search_key(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || regexp_replace({OTHER_LETTERS}, '[^[:alnum:]]+', ' ', 'g')
$$;
"""

# Whether the people of new applications are still held is asked once a statement, beside whether they were merged.
TOGETHER = """
DROP TRIGGER application_person_is_held ON recruiting_application;
CREATE OR REPLACE FUNCTION recruiting_new_applications_of_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    merged bigint;
    gone bigint;
BEGIN
    SELECT min(id) FILTER (WHERE merged_into_id IS NOT NULL), min(id) FILTER (WHERE erased_at IS NOT NULL)
    INTO merged, gone FROM (
        SELECT id, merged_into_id, erased_at FROM recruiting_candidate
        WHERE id IN (SELECT candidate_id FROM added) FOR KEY SHARE
    ) people;
    IF gone IS NOT NULL AND rubrika_erasing() IS NULL THEN
        RAISE EXCEPTION 'candidate % was erased', gone
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased_person_stays_erased';
    ELSIF merged IS NOT NULL THEN
        RAISE EXCEPTION 'candidate % was merged into another', merged
        USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_record_holds_nothing';
    END IF;
    RETURN NULL;
END $$;
"""
APART = """
CREATE OR REPLACE FUNCTION recruiting_new_applications_of_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE merged bigint;
BEGIN
    SELECT id INTO merged FROM (
        SELECT id, merged_into_id FROM recruiting_candidate
        WHERE id IN (SELECT candidate_id FROM added) FOR KEY SHARE
    ) people WHERE merged_into_id IS NOT NULL LIMIT 1;
    IF merged IS NOT NULL THEN
        RAISE EXCEPTION 'candidate % was merged into another', merged
        USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_record_holds_nothing';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER application_person_is_held BEFORE INSERT ON recruiting_application
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
"""

LOW, HIGH, SIZE_BITS, PORTION = 55, 63, 8, 5_000


def signature(key: str) -> tuple[int, int]:
    """As in recruiting.domain.namesakes at the time of this migration."""
    marks = size = 0
    for word in set(key.split()):
        padded = f"  {word} "
        for start in range(len(word) + 1):
            marks |= 1 << crc32(padded[start : start + 3].encode()) % (LOW + HIGH)
        size += len(word) + 1
    return (marks & ((1 << LOW) - 1)) << SIZE_BITS | size, marks >> LOW


def sign(apps, schema_editor) -> None:
    """Give the names known so far, and those being imported, their signatures."""
    for model, table, own in (("Candidate", "nameanchor", "candidate_id"), ("ImportRow", "importrow", "id")):
        named = apps.get_model("recruiting", model).objects.exclude(name_key="").order_by("pk")
        last = 0
        while rows := list(named.filter(pk__gt=last).values_list("pk", "name_key")[:PORTION]):
            signed = [(pk, *signature(key)) for pk, key in rows]
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE recruiting_{table} t SET marks = s.marks, more_marks = s.more_marks"  # noqa: S608 two names
                    " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS s(id, marks, more_marks)"
                    f" WHERE t.{own} = s.id",
                    [list(column) for column in zip(*signed, strict=True)],
                )
            last = rows[-1][0]


def optional(to: str, related_name: str) -> models.ForeignKey:
    """A reference that is mostly empty: its index holds only the others."""
    return models.ForeignKey(
        to,
        null=True,
        blank=True,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        db_index=False,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("recruiting", "0024_a_consent_taken_back_is_a_request"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL(QUICKER, SLOWER),
        migrations.RunSQL(TOGETHER, APART),
        *(
            migrations.AddField(model, name, models.BigIntegerField(default=0), preserve_default=False)
            for model in ("importrow", "nameanchor")
            for name in ("marks", "more_marks")
        ),
        migrations.RunPython(sign, migrations.RunPython.noop),
        # Indexes whose work another one does as well, or that held nothing but empty references.
        migrations.RemoveIndex("candidate", "candidate_email"),
        migrations.RemoveIndex("stagemove", "stage_move_act"),
        migrations.AlterField("application", "twin_of", optional("recruiting.application", "twins")),
        migrations.AlterField(
            "application",
            "vacancy",
            models.ForeignKey(
                "recruiting.vacancy",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                db_index=False,
            ),
        ),
        migrations.AlterField("candidate", "merged_into", optional("recruiting.candidate", "absorbed")),
        migrations.AlterField(
            "importrow",
            "batch",
            models.ForeignKey(
                "recruiting.candidateimport",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                db_index=False,
            ),
        ),
        migrations.AlterField(
            "stagemove",
            "by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                db_index=False,
            ),
        ),
        migrations.AddIndex(
            "application",
            models.Index(fields=["twin_of"], condition=Q(twin_of__isnull=False), name="application_twin_of"),
        ),
        migrations.AddIndex(
            "candidate",
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="candidate_merged_into"),
        ),
        migrations.AddIndex(
            "stagemove", models.Index(fields=["act"], condition=Q(act__isnull=False), name="stage_move_act")
        ),
    ]
