# ruff: noqa: E501  each trap on one line
"""Each trap known of the platforms' exports -> the test that shows how it is met.

The tests stand with their importer; those that had none stand here. Traps by section of the
reference on formats:

Viva Engage: ids of 16 digits, byte order mark, line breaks in texts, several slices, a reply whose
start lies in an earlier slice, deleted rows and the word `null`, removed texts, system rows,
robots, delegates, empty group, external networks, state of users, guests, failed files.
Microsoft 365: concealed names, running totals, columns in another case, days missing, deleted
users, the two reports with one header, people who never came.
Slack: day files cut in California, kinds of message, robots, threads over days, joins partly
recorded, folders without entry, old layout, names in any script, the administrator's own marks.
Mattermost: milliseconds, one level of threads, timed reactions, one last view, names as keys,
private channels, direct messages, robots by properties, deactivated users.
Zulip: two layouts, topics resolved, names of files, recipients, read bit, robots by name.
Discourse: totals, system accounts, packed list, automatic groups.
All: ids as numbers, zones, doubles, strangers, robots, system rows, unknown is not zero, encodings.
"""

import ast
from pathlib import Path

import pytest

from simulation.pilot import read_pilot

HERE = Path(__file__).parent

TRAPS = {
    "viva: ids of 16 digits": "test_sixteen_digit_ids_stay_exact",
    "viva: ids a spreadsheet destroyed": "test_an_id_that_a_spreadsheet_destroyed_is_refused_with_its_line",
    "viva: byte order mark": "test_a_byte_order_mark_hides_no_column",
    "viva: line breaks and quotes in texts": "test_line_breaks_and_quotes_in_a_text_do_not_break_rows",
    "viva: overlapping slices": "test_slices_are_merged_and_the_latest_version_of_a_row_wins_in_any_order",
    "viva: start in an earlier slice": "test_a_reply_whose_start_lies_before_the_range_is_kept_without_parent",
    "viva: columns added later": "test_columns_are_read_by_name_whatever_their_order",
    "viva: deleted rows, null": "test_a_deleted_message_stays_as_activity_and_the_word_null_is_no_date",
    "viva: system rows, robots": "test_system_rows_robots_and_private_conversations_are_set_aside_and_counted",
    "viva: delegates": "test_a_delegate_writes_in_the_name_of_the_sender",
    "viva: empty group": "test_an_empty_group_is_all_company",
    "viva: external networks": "test_an_external_network_has_its_folder_and_the_request_of_the_whole",
    "viva: state of users": "test_soft_deleted_users_are_pending_suspended_or_deleted",
    "viva: guests": "test_another_mail_domain_is_a_guest",
    "viva: empty or failed file": "test_the_log_tells_an_empty_file_from_a_failed_one",
    "viva: missing slice is unknown": "test_days_between_two_slices_are_unknown",
    "viva: no likes, reads, members": "test_what_the_export_cannot_give_is_not_claimed",
    "m365: concealed names": "test_concealed_names_are_detected_and_join_no_extract",
    "m365: running totals": "test_running_totals_add_people_and_totals_but_no_event",
    "m365: other spelling of columns": "test_the_columns_are_read_whatever_their_case",
    "m365: missing days": "test_days_without_a_file_are_unknown_not_silent",
    "m365: one header, two reports": "test_counts_of_actions_and_of_users_are_told_apart_by_name",
    "m365: who never came": "test_entitled_people_who_never_came_are_in_the_population",
    "m365: deleted users": "test_a_deleted_or_suspended_user_left_on_the_day_of_the_change",
    "slack: day files of California": "test_the_name_of_a_day_file_dates_nothing",
    "slack: kinds of message, robots": "test_every_event_of_the_small_workspace_means_what_happened",
    "slack: robots are large": "test_robots_are_large_and_stay_out_of_the_record",
    "slack: a reply lies in its own day": "test_a_reply_answers_its_thread_and_its_author_even_days_later",
    "slack: a broadcast reply once": "test_a_reply_also_shown_in_the_channel_counts_once",
    "slack: joins partly recorded": "test_members_that_no_join_tells_are_members",
    "slack: folder without entry": "test_a_folder_without_entry_is_a_community_of_unknown_visibility",
    "slack: old layout": "test_a_workspace_before_threads_has_answers_unavailable_not_zero",
    "slack: names in any script": "test_channels_named_in_any_script_are_read_from_a_zip",
    "slack: the administrator's marks": "test_marks_of_the_exporting_administrator_are_no_reads",
    "slack: digits of ts": "test_times_keep_their_microseconds",
    "slack: private content": "test_private_groups_and_direct_messages_are_left_out_unless_asked",
    "mattermost: milliseconds": "test_a_damaged_line_is_refused_with_its_number",
    "mattermost: one level of threads": "test_a_reply_answers_the_post_that_holds_it",
    "mattermost: timed reactions": "test_a_reaction_has_its_own_time_and_its_message",
    "mattermost: one last view": "test_one_last_view_is_counted_and_makes_no_series_of_visits",
    "mattermost: private channels": "test_private_channels_are_out_unless_asked_and_never_named",
    "mattermost: direct messages": "test_direct_posts_are_dropped_and_counted",
    "mattermost: robots by properties": "test_robots_are_told_from_what_their_messages_say",
    "mattermost: deactivated": "test_a_deactivated_account_left_that_day",
    "zulip: no answers told": "test_a_message_answers_the_last_one_of_its_topic_by_somebody_else",
    "zulip: topics resolved": "test_a_resolved_topic_continues_its_thread",
    "zulip: recipients": "test_direct_messages_are_dropped_and_counted",
    "zulip: read bit": "test_the_read_bit_alone_makes_a_visit_of_a_message_of_somebody_else",
    "zulip: robots": "test_robots_of_the_organisation_and_of_zulip_itself_stay_out",
    "discourse: totals": "test_totals_are_told_as_totals",
    "discourse: system accounts": "test_accounts_of_the_platform_itself_are_dropped",
    "discourse: packed list": "test_a_packed_list_reads_as_the_list",
    "discourse: automatic groups": "test_groups_are_memberships_without_a_name_and_automatic_ones_are_not",
    "app: key inside a company": "test_the_same_number_in_two_companies_is_two_people",
    "app: every comment twice": "test_a_doubled_comment_counts_once_under_the_known_account",
    "app: day of a vote": "test_a_vote_is_midnight_of_its_day_in_winter_as_in_summer",
    "app: likes without time": "test_a_like_takes_its_posts_time_and_author",
    "csv: ids as floats": "test_ids_as_float_and_as_integer_are_the_same_person",
    "csv: zone": "test_a_time_zone_told_is_that_of_times_and_weeks",
    "csv: overlapping slices": "test_two_overlapping_slices_are_the_whole",
    "all: unknown is not zero": "test_what_is_not_recorded_is_unavailable",
    "all: encodings, separators": "test_the_same_table_is_read_whatever_its_clothes",
    "all: first seen is not joined": "test_somebody_first_seen_has_not_joined_then",
    "all: the delimiter told first": "test_the_line_that_tells_a_spreadsheet_the_delimiter_is_no_header",
}  # fmt: skip
"""Trap -> name of the test."""


def test_every_trap_has_its_test():
    written = {
        node.name
        for file in HERE.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert not set(TRAPS.values()) - written


@pytest.fixture
def read_slack(make_zip, slack_files, key):
    def read(**changed):
        return read_pilot(make_zip("slack.zip", slack_files | changed), key=key)

    return read


def test_the_name_of_a_day_file_dates_nothing(make_zip, slack_files, key):
    moved = {
        name.replace("2021-11-22", "2019-01-01"): content for name, content in slack_files.items()
    }
    first, second = (
        read_pilot(make_zip(f"{n}.zip", files), key=key)
        for n, files in enumerate((slack_files, moved))
    )
    assert first.events["time"].tolist() == second.events["time"].tolist()


def test_a_reply_also_shown_in_the_channel_counts_once(read_slack):
    events = read_slack().events
    assert (events["action"] == "answer").sum() == 3  # one of them a broadcast


def test_members_that_no_join_tells_are_members(read_slack):
    record = read_slack()
    assert len(record.memberships) == 3
    assert record.memberships["joined_at"].notna().sum() == 1


def test_channels_named_in_any_script_are_read_from_a_zip(read_slack, slack_files):
    said = slack_files["ideas/2021-11-23.json"]
    record = read_slack(**{"идеи-été-会議/2021-11-23.json": said})
    assert "идеи-été-会議" in record.communities["name"].tolist()


def test_marks_of_the_exporting_administrator_are_no_reads(read_slack, slack_files):
    plain = read_slack()
    for message in slack_files["ideas/2021-11-22.json"]:
        message |= {"subscribed": True, "last_read": "1637700200.000100"}
    assert read_slack().events.equals(plain.events)
    assert "visit" in plain.manifest["unavailable"]


def test_a_byte_order_mark_hides_no_column(make_zip, key):
    r"""The first column would be named `\ufeffid` otherwise."""
    header = "id,thread_id,sender_id,created_at,body"
    row = "1752982353543168,1752982353543168,1,2024-01-08T10:00:00Z,x"
    files = {"Messages.csv": f"\ufeff{header}\n{row}\n".encode()}
    record = read_pilot(make_zip("viva.zip", files), key=key)
    assert record.manifest["importer"] == "viva-engage"
    assert len(record.events) == 1


def test_somebody_first_seen_has_not_joined_then(make_file, key):
    people = read_pilot(make_file("e.csv", "user,time\na,2024-01-08\n"), key=key).people
    assert people["registered_at"].isna().all()


def test_the_line_that_tells_a_spreadsheet_the_delimiter_is_no_header(make_file, key):
    file = make_file("e.csv", "sep=;\r\nuser;time\r\na;2024-01-08\r\n")
    assert len(read_pilot(file, key=key).events) == 1
