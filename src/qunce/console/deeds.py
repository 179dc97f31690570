"""What each page of the console lets one do, in words: for the table of who may do what."""

from qunce.kernel.text import N_

SEE_TASKS = N_("See today's tasks")
WORK = N_("Finish, skip and reopen tasks, post their words")
SEE_GROUPS = N_("See groups and what is known of them")
RUN_GROUPS = N_("Open, change and put away groups")
SEE_MEMBERS = N_("See members and their history")
RECORDS = N_("Enter members by hand or from a sheet")
WHO_IS_WHO = N_("Say who a name is, make one of two records")
SEE_TALK = N_("Read and search conversations")
SEE_HISTORY = N_("See every decision and change")
SETTINGS = N_("Change settings, go back to an earlier version")
SEE_ROLES = N_("See who does what, and who did")
ROLES = N_("Ask somebody to take a role, end a role")
HAND_OVER = N_("Hand one's own role over (the owner: any role)")
TIERS = N_("Decide about tiers, set one by hand")
ROSTER = N_("Set, copy and clear the roster")
COPIES = N_("Hand out a copy of the data to a member without a log-in")
DATA = N_("See which deletions wait, delete a member's data on request")

DEEDS = {
    "console_data": DATA,
    "console_erase": DATA,
    "console_copy": COPIES,
    "console_void_copy": COPIES,
    "console_keep": N_("Take back a deletion that an admin asked for"),
    "console_look": N_("Look at a member's contact in full, with a reason"),
    "console_desk": SEE_TASKS,
    "console_line": SEE_TASKS,
    "console_finish": WORK,
    "console_skip": WORK,
    "console_reopen": WORK,
    "console_give": WORK,
    "console_take_back": WORK,
    "console_send": WORK,
    "console_tick": WORK,
    "console_add_proof": WORK,
    "console_proof": SEE_TASKS,
    "console_groups": SEE_GROUPS,
    "console_group": SEE_GROUPS,
    "console_open_group": RUN_GROUPS,
    "console_change_group": RUN_GROUPS,
    "console_archive_group": RUN_GROUPS,
    "console_members": SEE_MEMBERS,
    "console_member": SEE_MEMBERS,
    "console_change_member": N_("Correct a member's record"),
    "console_new_member": RECORDS,
    "console_sheets": RECORDS,
    "console_sheet": RECORDS,
    "console_sheet_download": RECORDS,
    "console_write_sheet": RECORDS,
    "console_undo_sheet": RECORDS,
    "console_sheet_progress": RECORDS,
    "console_continue_sheet": RECORDS,
    "console_unclear": WHO_IS_WHO,
    "console_settle": WHO_IS_WHO,
    "console_unsettle": WHO_IS_WHO,
    "console_merge": WHO_IS_WHO,
    "console_search": SEE_TALK,
    "console_conversation": SEE_TALK,
    "console_history": SEE_HISTORY,
    "console_thread": SEE_HISTORY,
    "console_repeat": N_("Have tried again what was not carried out"),
    "console_playbook": SETTINGS,
    "console_versions": SETTINGS,
    "console_roll_back": SETTINGS,
    "console_export": SETTINGS,
    "console_upload": SETTINGS,
    "console_section": SETTINGS,
    "console_roles": SEE_ROLES,
    "console_role_history": SEE_ROLES,
    "console_appoint": ROLES,
    "console_dismiss": ROLES,
    "console_hand_over": HAND_OVER,
    "console_withdraw_offer": HAND_OVER,
    "console_tiers": TIERS,
    "console_grant_tier": TIERS,
    "console_decline_tier": TIERS,
    "console_tier": TIERS,
    "console_roster": N_("See the roster"),
    "console_roster_weekly": ROSTER,
    "console_roster_week": ROSTER,
    "console_roster_copy": ROSTER,
    "console_roster_clear": ROSTER,
    "console_roster_undo": ROSTER,
}
