"""The access table: who gets which answer from every address.

Columns, in the order of `PEOPLE`:
  anonymous    nobody logged in
  stranger_hr  HR manager of another vacancy's team
  stranger_hm  hiring manager of another vacancy's team
  outsider     interviewer without a seat here
  recruiter    HR manager on the team as recruiter
  manager      hiring manager on the team
  before       interviewer with a seat, own scorecard not submitted
  after        interviewer with a seat, own scorecard submitted
  admin        administrator, not on the panel

Each cell is the HTTP status. 302 for a guest is the way to log-in. A POST is sent empty unless `DATA` names a body:
who may act gets 422 or a redirect that says what is missing, who may not act 403, who may not know of it 404.
"""

PEOPLE = ("anonymous", "stranger_hr", "stranger_hm", "outsider", "recruiter", "manager", "before", "after", "admin")

DATA = {"recruiting:seat_answer": {"answer": "accepted"}}

# (method, url name): answers by person
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    # entrance
    ("GET", "account_login"): (200, 302, 302, 302, 302, 302, 302, 302, 302),
    ("GET", "account_logout"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "account_inactive"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "account_change_password"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "account_reset_password"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "account_reset_password_done"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "account_reset_password_from_key"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "account_reset_password_from_key_done"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "accounts:settings"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "accounts:language"): (302, 302, 302, 302, 302, 302, 302, 302, 302),
    ("GET", "accounts:people"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "accounts:person_new"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "accounts:person"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("POST", "accounts:person_invite"): (302, 403, 403, 403, 403, 403, 403, 403, 302),
    ("POST", "accounts:person_access"): (302, 403, 403, 403, 403, 403, 403, 403, 422),
    ("POST", "accounts:person_address"): (302, 403, 403, 403, 403, 403, 403, 403, 422),
    ("POST", "accounts:person_handover"): (302, 403, 403, 403, 403, 403, 403, 403, 422),
    ("POST", "accounts:person_leave"): (302, 403, 403, 403, 403, 403, 403, 403, 422),
    ("GET", "accounts:leave"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "accounts:leave_off"): (302, 404, 404, 404, 302, 404, 404, 404, 302),
    ("POST", "accounts:leave_seats"): (302, 404, 404, 404, 302, 404, 404, 404, 302),
    ("GET", "accounts:address"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "accounts:access_log"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    # people's data; the own page is asked with a link that is good
    ("GET", "recruiting:people_data"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "recruiting:destruction_record"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "recruiting:legal_profile"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("POST", "recruiting:vacancy_profile"): (302, 403, 403, 403, 403, 403, 403, 403, 404),
    ("POST", "recruiting:request_done"): (302, 403, 403, 403, 403, 403, 403, 403, 302),
    ("POST", "recruiting:export_person"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "recruiting:erase_person"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "recruiting:application_data"): (302, 404, 404, 404, 200, 200, 403, 403, 200),
    ("POST", "recruiting:consent"): (302, 404, 404, 404, 302, 403, 403, 403, 403),
    ("GET", "recruiting:consent_document"): (302, 404, 404, 404, 200, 200, 403, 403, 200),
    ("POST", "recruiting:candidate_link"): (302, 404, 404, 404, 302, 403, 403, 403, 403),
    ("GET", "recruiting:own_page"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "recruiting:own_page_correct"): (422, 422, 422, 422, 422, 422, 422, 422, 422),
    ("POST", "recruiting:own_page_consent"): (404, 404, 404, 404, 404, 404, 404, 404, 404),
    ("POST", "recruiting:own_page_ask"): (404, 404, 404, 404, 404, 404, 404, 404, 404),
    # reminders; the acts without a duty of one's own find nothing
    ("GET", "reminders:ledger"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "reminders:why"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "reminders:put_off"): (302, 404, 404, 404, 404, 404, 404, 404, 404),
    ("GET", "reminders:pass_on"): (302, 404, 404, 404, 404, 404, 404, 404, 404),
    ("POST", "reminders:pass_on"): (302, 404, 404, 404, 404, 404, 404, 404, 404),
    ("GET", "reminders:rules"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("POST", "reminders:rules"): (302, 404, 404, 404, 302, 403, 404, 404, 403),
    # desk
    ("GET", "desk:my_day"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "desk:search"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    # mails: the one asked about is a letter of this vacancy that was not delivered
    ("GET", "outbox:messages"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "outbox:retry"): (302, 404, 403, 403, 200, 403, 403, 403, 200),
    ("POST", "outbox:retry"): (302, 404, 403, 403, 302, 403, 403, 403, 302),
    # library
    ("GET", "competencies:library"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:competency"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:role"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:role_profile"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:demand"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:exercise"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:text"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "competencies:grid"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "competencies:grid_copy"): (302, 302, 403, 403, 302, 403, 403, 403, 302),
    ("GET", "competencies:grid_edit"): (302, 200, 404, 404, 200, 404, 404, 404, 200),
    ("GET", "competencies:grid_publish"): (302, 200, 404, 404, 200, 404, 404, 404, 200),
    ("GET", "competencies:grid_retire"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "competencies:grid_discard"): (302, 200, 404, 404, 200, 404, 404, 404, 200),
    # vacancies
    ("GET", "recruiting:vacancies"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "recruiting:vacancy_new"): (302, 200, 403, 403, 200, 403, 403, 403, 403),
    ("GET", "recruiting:board"): (302, 404, 404, 404, 200, 200, 404, 404, 200),
    ("POST", "recruiting:board_act"): (302, 404, 404, 404, 422, 403, 404, 404, 403),
    ("POST", "recruiting:reject_together"): (302, 404, 404, 404, 302, 403, 404, 404, 403),
    ("GET", "recruiting:pipelines"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:pipeline"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("POST", "recruiting:pipeline_act"): (302, 422, 403, 403, 422, 403, 403, 403, 422),
    ("GET", "recruiting:pipeline_stage_new"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:pipeline_stage"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:vacancy_facts"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("POST", "recruiting:stage_check"): (302, 404, 404, 404, 404, 403, 404, 404, 403),
    ("GET", "recruiting:vacancy_sources"): (302, 404, 404, 404, 200, 200, 404, 404, 200),
    ("POST", "recruiting:vacancy_sources"): (302, 404, 404, 404, 422, 403, 404, 404, 403),
    ("POST", "recruiting:cost_out"): (302, 404, 404, 404, 302, 403, 404, 404, 403),
    ("GET", "recruiting:vacancy_settings"): (302, 404, 404, 404, 200, 200, 404, 404, 200),
    ("POST", "recruiting:vacancy_state"): (302, 404, 404, 404, 302, 403, 404, 404, 403),
    # candidates
    ("GET", "recruiting:candidates"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    # the pair shares an e-mail address; both are candidates of this vacancy
    ("GET", "recruiting:duplicates"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:duplicate"): (302, 404, 403, 403, 200, 403, 403, 403, 200),
    ("POST", "recruiting:duplicate"): (302, 404, 403, 403, 302, 403, 403, 403, 302),
    ("POST", "recruiting:duplicate_apart"): (302, 404, 403, 403, 302, 403, 403, 403, 302),
    # the import was begun by the recruiter and waits for its columns
    ("GET", "recruiting:import_new"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("GET", "recruiting:import_example"): (302, 200, 403, 403, 200, 403, 403, 403, 403),
    ("GET", "recruiting:import"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("POST", "recruiting:import_columns"): (302, 404, 404, 404, 422, 403, 404, 404, 403),
    ("POST", "recruiting:import_rows"): (302, 404, 404, 404, 422, 403, 404, 404, 403),
    ("GET", "recruiting:import_left"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("POST", "recruiting:import_forget"): (302, 404, 404, 404, 302, 403, 404, 404, 403),
    ("GET", "recruiting:candidate_add"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("GET", "recruiting:application"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("POST", "recruiting:move"): (302, 404, 404, 404, 422, 403, 403, 403, 403),
    ("GET", "recruiting:close"): (302, 404, 404, 404, 200, 403, 403, 403, 403),
    ("POST", "recruiting:file_add"): (302, 404, 404, 404, 422, 403, 403, 403, 403),
    ("POST", "recruiting:note_add"): (302, 404, 404, 404, 422, 422, 403, 403, 403),
    ("POST", "recruiting:claim_add"): (302, 404, 404, 404, 422, 422, 422, 422, 403),
    ("GET", "recruiting:claim"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("POST", "recruiting:claim_check"): (302, 404, 404, 404, 422, 422, 422, 422, 403),
    ("POST", "recruiting:claim_figure"): (302, 404, 404, 404, 422, 422, 422, 422, 403),
    ("GET", "recruiting:vacancy_task"): (302, 404, 404, 404, 200, 200, 404, 404, 200),
    ("POST", "recruiting:vacancy_task"): (302, 404, 404, 404, 409, 403, 404, 404, 403),
    ("POST", "recruiting:task_send"): (302, 404, 404, 404, 302, 403, 403, 403, 403),
    ("POST", "recruiting:answer_add"): (302, 404, 404, 404, 302, 403, 403, 403, 403),
    ("POST", "recruiting:answer_ticks"): (302, 404, 404, 404, 422, 403, 403, 403, 403),
    ("GET", "recruiting:file"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    # letters
    ("GET", "recruiting:letter_new"): (302, 404, 404, 404, 200, 403, 403, 403, 403),
    ("GET", "recruiting:letter"): (302, 404, 404, 404, 200, 200, 403, 403, 200),
    ("POST", "recruiting:letter_edit"): (302, 404, 404, 404, 422, 403, 403, 403, 403),
    ("POST", "recruiting:letter_act"): (302, 404, 404, 404, 302, 403, 403, 403, 403),
    ("GET", "recruiting:call_add"): (302, 404, 404, 404, 200, 403, 403, 403, 403),
    ("GET", "recruiting:call_correct"): (302, 404, 404, 404, 200, 403, 403, 403, 403),
    ("GET", "recruiting:unanswered"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:letter_choose"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("POST", "recruiting:letter_batch_new"): (302, 302, 403, 403, 302, 403, 403, 403, 302),
    ("GET", "recruiting:letter_batch"): (302, 404, 403, 403, 200, 403, 403, 403, 200),
    ("POST", "recruiting:letter_batch_call_back"): (302, 404, 403, 403, 302, 403, 403, 403, 403),
    ("GET", "recruiting:letter_templates"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:letter_template_new"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    ("GET", "recruiting:letter_template"): (302, 200, 403, 403, 200, 403, 403, 403, 200),
    # interviews
    ("GET", "recruiting:interviews"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "recruiting:interview"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("GET", "recruiting:interview_calendar"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("GET", "recruiting:interview_new"): (302, 404, 404, 404, 200, 403, 404, 404, 403),
    ("GET", "recruiting:interview_reschedule"): (302, 404, 404, 404, 200, 403, 403, 403, 403),
    ("GET", "recruiting:interview_cancel"): (302, 404, 404, 404, 200, 403, 403, 403, 403),
    ("GET", "recruiting:interview_presence"): (302, 404, 404, 404, 200, 403, 200, 200, 403),
    ("POST", "recruiting:seat_answer"): (302, 404, 404, 404, 403, 403, 302, 302, 403),
    # scorecards
    ("GET", "scorecards:card"): (302, 404, 404, 404, 404, 404, 200, 200, 404),
    ("POST", "scorecards:card_save"): (302, 404, 404, 404, 404, 404, 422, 422, 404),
    ("POST", "scorecards:card_submit"): (302, 404, 404, 404, 404, 404, 422, 422, 404),
    ("POST", "scorecards:card_decline"): (302, 404, 404, 404, 404, 404, 422, 422, 404),
    ("GET", "scorecards:kit"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("GET", "scorecards:kit_pdf"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("POST", "scorecards:marks_save"): (302, 404, 404, 404, 404, 404, 302, 409, 404),
    ("GET", "scorecards:topics"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("POST", "scorecards:topic_review"): (302, 404, 404, 404, 422, 422, 403, 403, 403),
    ("GET", "scorecards:sheet"): (302, 404, 404, 404, 404, 404, 200, 200, 404),
    ("POST", "scorecards:sheet_save"): (302, 404, 404, 404, 404, 404, 302, 302, 404),
    ("POST", "scorecards:card_jot"): (302, 409, 409, 409, 409, 409, 409, 409, 409),
    ("GET", "scorecards:worker"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "scorecards:panel"): (302, 404, 404, 404, 200, 200, 200, 200, 200),
    ("GET", "scorecards:compare"): (302, 404, 404, 404, 200, 200, 404, 404, 200),
    ("GET", "scorecards:compare_xlsx"): (302, 404, 404, 404, 200, 200, 404, 404, 200),
    ("GET", "scorecards:cell"): (302, 404, 404, 404, 302, 302, 404, 404, 302),
    ("GET", "scorecards:decide"): (302, 404, 404, 404, 403, 200, 403, 403, 403),
    ("GET", "scorecards:decisions"): (302, 200, 200, 403, 200, 200, 403, 403, 200),
    ("GET", "scorecards:decision"): (302, 404, 404, 403, 200, 200, 403, 403, 200),
    # calibration: everybody their own, everybody's for who leads it, which an administrator says
    ("GET", "scorecards:calibration"): (302, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "scorecards:calibration_notice"): (302, 302, 302, 302, 302, 302, 302, 302, 302),
    ("GET", "scorecards:calibration_people"): (302, 403, 403, 403, 200, 403, 403, 403, 403),
    ("GET", "scorecards:calibration_leads"): (302, 403, 403, 403, 403, 403, 403, 403, 200),
    ("POST", "scorecards:calibration_leads"): (302, 403, 403, 403, 403, 403, 403, 403, 404),
    ("GET", "scorecards:decision_pdf"): (302, 404, 404, 403, 200, 200, 403, 403, 200),
}
