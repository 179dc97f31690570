"""Who may enter which page of the console: one table for all of its addresses.

A new address of the console needs a line here: the role that it asks for (none for any role), and
what its number stands for; and words in its card's `deeds`, for the owner's table of who may do
what. `test_permissions.py` lets everybody walk through the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from qunce.console import permissions
from qunce.kernel.messages import Role
from qunce.shell.access import role_of
from qunce.shell.house import house

ANY = None


@dataclass(frozen=True)
class Row:
    """Which role an address asks for, and what its `pk` is the key of ("" for none at hand)."""

    role: Role | None = ANY
    pk: str = ""


TABLE: Mapping[str, Row] = {
    # the desk
    "console_desk": Row(),
    "console_line": Row(pk="task"),
    "console_finish": Row(pk="task"),
    "console_skip": Row(pk="task"),
    "console_reopen": Row(pk="task"),
    "console_give": Row(pk="task"),
    "console_take_back": Row(pk="task"),
    "console_send": Row(pk="task"),
    "console_tick": Row(pk="target"),
    "console_add_proof": Row(pk="task"),
    "console_proof": Row(),
    # keyword replies
    "replies": Row(),
    "replies_new": Row(Role.OPS),
    "replies_take_over": Row(Role.OPS),
    "replies_change": Row(Role.OPS, pk="reply"),
    "replies_switch": Row(Role.OPS, pk="reply"),
    "replies_remove": Row(Role.OPS, pk="reply"),
    "replies_put_back": Row(Role.OPS),
    # groups and members
    "console_groups": Row(),
    "console_group": Row(),
    "console_open_group": Row(Role.OWNER),
    "console_change_group": Row(Role.OWNER),
    "console_archive_group": Row(Role.OWNER),
    "console_members": Row(),
    "console_member": Row(pk="person"),
    "console_change_member": Row(Role.OPS, pk="person"),
    "console_new_member": Row(Role.OPS),
    "console_sheets": Row(Role.OPS),
    "console_sheet": Row(Role.OPS, pk="sheet"),
    "console_sheet_download": Row(Role.OPS),
    "console_write_sheet": Row(Role.OPS, pk="sheet"),
    "console_undo_sheet": Row(Role.OPS, pk="sheet"),
    "console_sheet_progress": Row(Role.OPS, pk="sheet"),
    "console_continue_sheet": Row(Role.OPS, pk="sheet"),
    "console_look": Row(Role.OPS),
    "console_data": Row(Role.OWNER),
    "console_erase": Row(Role.OWNER, pk="person"),
    "console_keep": Row(Role.OPS, pk="person"),
    "console_copy": Row(Role.OWNER, pk="person"),
    "console_void_copy": Row(Role.OWNER),
    "console_unclear": Row(Role.OPS),
    "console_settle": Row(Role.OPS, pk="identity"),
    "console_unsettle": Row(Role.OPS, pk="identity"),
    "console_merge": Row(Role.OPS, pk="person"),
    "shell_open_account": Row(Role.OPS, pk="person"),
    "shell_give_link": Row(Role.OPS, pk="person"),
    "shell_take_link": Row(Role.OPS, pk="person"),
    # roles
    "console_roles": Row(),
    "console_role_history": Row(),
    "console_appoint": Row(Role.OWNER, pk="person"),
    "console_dismiss": Row(Role.OWNER, pk="person"),
    "console_hand_over": Row(Role.OWNER, pk="appointment"),  # and whoever's own role it is
    "console_withdraw_offer": Row(Role.OWNER, pk="offer"),  # and whoever made it
    "console_roster": Row(),
    "console_roster_weekly": Row(Role.OWNER),
    "console_roster_week": Row(Role.OWNER),
    "console_roster_copy": Row(Role.OWNER),
    "console_roster_clear": Row(Role.OWNER),
    "console_roster_undo": Row(Role.OWNER),
    "console_tiers": Row(Role.OPS),
    "console_grant_tier": Row(Role.OPS, pk="tier_request"),
    "console_decline_tier": Row(Role.OPS, pk="tier_request"),
    "console_tier": Row(Role.OPS, pk="person"),
    # conversations and the record
    "console_search": Row(),
    "console_conversation": Row(),
    "console_history": Row(),
    "console_thread": Row(pk="entry"),
    "console_repeat": Row(Role.OPS),
    # settings
    "console_playbook": Row(Role.OWNER),
    "console_versions": Row(Role.OWNER),
    "console_roll_back": Row(Role.OWNER),
    "console_export": Row(Role.OWNER),
    "console_upload": Row(Role.OWNER),
    "console_section": Row(Role.OWNER),
    # order
    "moderation_reports": Row(),
    "moderation_patrol": Row(Role.OPS),
    "moderation_patrol_back": Row(Role.OPS),
    "moderation_essences": Row(),
    "moderation_mark": Row(),
    "moderation_cases": Row(),
    "moderation_case": Row(),
    "moderation_act": Row(Role.OPS),
    "moderation_dismiss": Row(Role.OPS),
    "moderation_reopen": Row(Role.OPS),
    "moderation_uphold": Row(Role.OPS),
    "moderation_reduce": Row(Role.OPS),
    "moderation_who": Row(Role.OPS),
    "moderation_preview": Row(Role.OPS),
    "moderation_decide": Row(Role.OPS),
    "moderation_undo_own": Row(Role.OPS),
    "moderation_member": Row(Role.OPS, pk="person"),
    "moderation_overturn": Row(Role.OPS),
    "moderation_open": Row(Role.OPS),
    "moderation_fresh": Row(Role.OPS),
    "moderation_rules": Row(),
    "moderation_undo": Row(Role.OWNER),
    "moderation_undoing": Row(Role.OWNER),
    "moderation_undoing_progress": Row(Role.OWNER),
    "moderation_undoing_stop": Row(Role.OWNER),
    "moderation_undoing_continue": Row(Role.OWNER),
    "moderation_undoing_back": Row(Role.OWNER),
    "moderation_new_draft": Row(Role.OWNER),
    "moderation_draft": Row(),
    "moderation_draft_ladders": Row(Role.OWNER),
    "moderation_try": Row(Role.OPS),
    "moderation_go_live": Row(Role.OWNER),
    "moderation_take_back": Row(Role.OWNER),
    "moderation_discard": Row(Role.OWNER),
    "moderation_restore": Row(Role.OWNER),
    "moderation_rename": Row(Role.OWNER),
    "moderation_replays": Row(Role.OPS),
    "moderation_replay": Row(),
    "moderation_replay_progress": Row(),
    "moderation_replay_export": Row(),
    "moderation_replay_stop": Row(Role.OPS),
    "moderation_replay_looked": Row(Role.OWNER),
    "moderation_protected": Row(),
    "moderation_protect": Row(Role.OPS),
    "moderation_protected_change": Row(Role.OPS, pk="protected"),
    "moderation_protected_out": Row(Role.OPS, pk="protected"),
    "moderation_protected_back": Row(Role.OPS),
    # recruitment posts
    "postings_queue": Row(),
    "postings_review": Row(),
    "postings_companies": Row(),
    "postings_preview": Row(Role.OPS),
    "postings_approve_all": Row(Role.OPS),
    "postings_undo": Row(Role.OPS),
    "postings_approve": Row(Role.OPS),
    "postings_ask": Row(Role.OPS),
    "postings_decline": Row(Role.OPS),
    "postings_reopen": Row(Role.OPS),
    "postings_join": Row(Role.OPS),
    "postings_part": Row(Role.OPS),
    # the library
    "library_items": Row(),
    "library_console_search": Row(),
    "library_item": Row(pk="item"),
    "library_version": Row(pk="item"),
    "library_new": Row(Role.CONTENT),
    "library_preview": Row(Role.CONTENT),
    "library_edit": Row(Role.CONTENT, pk="item"),
    "library_act": Row(Role.CONTENT, pk="item"),
    "library_return": Row(Role.CONTENT, pk="item"),
    "library_publish": Row(Role.CONTENT, pk="item"),
    "library_add_file": Row(Role.CONTENT, pk="item"),
    "library_remove_file": Row(Role.CONTENT, pk="item"),
    "library_console_file": Row(pk="item"),
    "library_console_view": Row(pk="item"),
    "library_console_page": Row(pk="item"),
    "library_moves": Row(Role.CONTENT),
    "library_moving": Row(Role.CONTENT),
    "library_moving_progress": Row(Role.CONTENT),
    "library_moving_start": Row(Role.CONTENT),
    "library_export": Row(Role.CONTENT),
    "library_calls": Row(),
    "library_call": Row(),
    "library_new_call": Row(Role.CONTENT),
    "library_change_call": Row(Role.CONTENT),
    "library_close_call": Row(Role.CONTENT),
    "library_decide": Row(Role.CONTENT),
    "library_collect": Row(Role.CONTENT),
    "library_categories": Row(Role.CONTENT),
    "library_usual": Row(Role.CONTENT),
    "library_category": Row(Role.CONTENT, pk="category"),
    "library_order": Row(Role.CONTENT, pk="category"),
    # questions and answers
    "answers_console": Row(),
    "answers_question": Row(),
    "answers_helpers": Row(),
    "answers_take": Row(Role.CONTENT),
    "answers_leave": Row(Role.CONTENT),
    "answers_close": Row(Role.CONTENT),
    "answers_reopen": Row(Role.CONTENT),
    "answers_hand": Row(Role.CONTENT),
    "answers_accept_for": Row(Role.CONTENT),
    "answers_take_over": Row(Role.CONTENT),
    "answers_dismiss": Row(Role.CONTENT),
    "answers_hide": Row(Role.CONTENT),
    "answers_show": Row(Role.CONTENT),
    "answers_uphold": Row(Role.CONTENT),
    "answers_clear": Row(Role.CONTENT),
    "answers_doubt_again": Row(Role.CONTENT),
    "answers_post_back": Row(Role.CONTENT),
    "answers_propose": Row(Role.CONTENT),
    # the calendar of posts
    "programme_calendar": Row(),
    "programme_item": Row(),
    "programme_add": Row(Role.CONTENT),
    "programme_write": Row(Role.CONTENT),
    "programme_details": Row(Role.CONTENT),
    "programme_move": Row(Role.CONTENT),
    "programme_act": Row(Role.CONTENT),
    "programme_merge": Row(Role.CONTENT),
    "programme_add_pictures": Row(Role.CONTENT),
    "programme_remove_picture": Row(Role.CONTENT),
    # the monthly case
    "casework_console": Row(),
    "casework_study": Row(),
    "casework_call": Row(Role.CONTENT),
    "casework_choose": Row(Role.CONTENT),
    "casework_write": Row(Role.CONTENT),
    "casework_replace": Row(Role.CONTENT),
    "casework_check": Row(Role.CONTENT),
    "casework_open": Row(Role.CONTENT),
    "casework_close": Row(Role.CONTENT),
    "casework_prolong": Row(Role.CONTENT),
    "casework_sum_up": Row(Role.CONTENT),
    "casework_reopen": Row(Role.CONTENT),
    "casework_drop": Row(Role.CONTENT),
    "casework_resume": Row(Role.CONTENT),
    "casework_leave_out": Row(Role.CONTENT),
    # charter
    "charter_console": Row(),
    "charter_version": Row(),
    "charter_acceptances": Row(),
    "charter_export": Row(Role.OPS),
    "charter_note": Row(Role.OPS, pk="person"),
    "charter_note_preview": Row(Role.OPS),
    "charter_note_all": Row(Role.OPS),
    "charter_note_undo": Row(Role.OPS),
    "charter_draft": Row(Role.OWNER),
    "charter_parts": Row(Role.OWNER),
    "charter_new_clause": Row(Role.OWNER),
    "charter_clause": Row(Role.OWNER),
    "charter_move": Row(Role.OWNER),
    "charter_remove": Row(Role.OWNER),
    "charter_discard": Row(Role.OWNER),
    "charter_publish": Row(Role.OWNER),
    "charter_try": Row(Role.OWNER),
    "charter_withdraw": Row(Role.OWNER),
    # admission
    "admission_nicknames": Row(),
    "admission_remind": Row(Role.OPS),
    "admission_lay_nicknames": Row(Role.OPS),
    "admission_queue": Row(),
    "admission_preview": Row(Role.OPS),
    "admission_approve_all": Row(Role.OPS),
    "admission_undo": Row(Role.OPS),
    "admission_application": Row(),
    "admission_ask": Row(Role.OPS),
    "admission_decline": Row(Role.OPS),
    "admission_approve": Row(Role.OPS),
    "admission_reopen": Row(Role.OPS),
    "admission_arrivals": Row(),
    "admission_tick": Row(Role.OPS),
    "admission_tick_many": Row(Role.OPS),
    "admission_undo_step": Row(Role.OPS),
    "admission_drop": Row(Role.OPS),
    "admission_bring_back": Row(Role.OPS),
    "admission_wechat": Row(Role.OPS),
    "admission_newcomer": Row(Role.OPS, pk="identity"),
    "admission_meet": Row(Role.OPS, pk="identity"),
    "admission_invitations": Row(),
    "admission_invitation": Row(),
    "admission_invite": Row(Role.OPS),
    "admission_revoke": Row(Role.OPS),
    "admission_enter": Row(Role.OPS),
    "admission_certificate": Row(Role.OPS),
    "admission_claims": Row(Role.OPS),
    "admission_claim_links": Row(Role.OPS),
    "admission_claim_case": Row(Role.OPS, pk="claim"),
    "admission_claim_confirm": Row(Role.OPS, pk="claim"),
    "admission_claim_refuse": Row(Role.OPS, pk="claim"),
    "admission_claim_reopen": Row(Role.OPS, pk="claim"),
    # by hand
    "manual_paste": Row(Role.OPS),
    "manual_paste_take": Row(Role.OPS),
    "manual_import": Row(Role.OPS),
    "manual_import_show": Row(Role.OPS),
    "manual_import_progress": Row(Role.OPS),
    "manual_import_accept": Row(Role.OPS),
    "manual_import_discard": Row(Role.OPS),
    "manual_import_stop": Row(Role.OPS),
    "manual_import_continue": Row(Role.OPS),
    "manual_import_undo": Row(Role.OPS),
}
OWN = {"console_hand_over", "console_withdraw_offer"}  # the guard is any role, the page asks more


def test_every_address_of_the_console_is_in_the_table() -> None:
    known = {each.name for each in permissions.pages()}
    assert known - set(TABLE) == set(), "add them to TABLE: who may enter?"
    assert set(TABLE) - known == set(), "these are gone"


def test_every_address_of_the_console_has_words_for_the_table_of_the_owner() -> None:
    told = [name for card in house.cards for name in card.deeds]
    assert set(TABLE) - set(told) == set(), "say on their card's `deeds` what they are for"
    assert len(told) == len(set(told))


@pytest.mark.parametrize("name", TABLE)
def test_the_guard_asks_for_the_role_of_the_table(name: str) -> None:
    (pattern,) = [each for each in permissions.pages() if each.name == name]
    assert role_of(pattern.callback) == (ANY if name in OWN else TABLE[name].role)
