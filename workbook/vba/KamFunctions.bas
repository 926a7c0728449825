Attribute VB_Name = "KamFunctions"
Option Explicit

' The functions for cells. Each asks one question about the accounts in its cells; KamAnswers knows the answer or asks
' Python for it, together with those of all other rows of the table.

' The version of kam-xl that these macros belong to.
Private Const WORKBOOK_VERSION As String = "0.1.0"

' Where a value stands among the answers to "scores".
Private Const SCORE_COLUMN As Long = 1
Private Const COVERAGE_COLUMN As Long = 2
Private Const QUADRANT_COLUMN As Long = 3
Private Const TIER_COLUMN As Long = 4

Public Function KAM_SCORE(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_SCORE.VB_Description = "The score of an account, 0 to 100, by the model of this workbook; #N/A where too little is known."
Attribute KAM_SCORE.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_SCORE = Values("scores", SCORE_COLUMN, True, row, headers, model, "")
End Function

Public Function KAM_COVERAGE(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_COVERAGE.VB_Description = "How much of the weight of the model an account's known values carry, 0 to 1."
Attribute KAM_COVERAGE.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_COVERAGE = Values("scores", COVERAGE_COLUMN, True, row, headers, model, "")
End Function

Public Function KAM_QUADRANT(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_QUADRANT.VB_Description = "Where an account stands by attractiveness and relationship: Strategic, Star, Status or Streamline; #N/A where one of the two is unknown."
Attribute KAM_QUADRANT.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_QUADRANT = Values("scores", QUADRANT_COLUMN, True, row, headers, model, "")
End Function

Public Function KAM_TIER(ByVal row As Variant, Optional ByVal headers As Variant, Optional ByVal model As Variant, _
        Optional ByVal previous_tier As Variant) As Variant
Attribute KAM_TIER.VB_Description = "The tier of an account: Key, Major, Standard or Unscored, by the model and the cuts on the sheet Settings. An override counts."
Attribute KAM_TIER.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    If IsMissing(previous_tier) Then previous_tier = ""
    KAM_TIER = Values("scores", TIER_COLUMN, True, row, headers, model, previous_tier)
End Function

Public Function KAM_WHY(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_WHY.VB_Description = "Why an account has its tier, in one sentence."
Attribute KAM_WHY.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_WHY = Values("reasons", 1, True, row, headers, model, "")
End Function

Public Function KAM_TO_KEY(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_TO_KEY.VB_Description = "What would make an account Key, in one sentence: the smallest changes that would do."
Attribute KAM_TO_KEY.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_TO_KEY = Values("ways_to_key", 1, False, row, headers, model, "")
End Function

Public Function KAM_EXPLAIN(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_EXPLAIN.VB_Description = "How the score of an account comes about: criterion, value, rating, weight and points, one line each. It fills the cells below."
Attribute KAM_EXPLAIN.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_EXPLAIN = Table("explanations", 1, row, headers, model)
End Function

Public Function KAM_RANK(ByVal rows As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_RANK.VB_Description = "The rank of each account among the given ones by score, 1 for the best; #N/A without a score. It fills the cells below."
Attribute KAM_RANK.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    KAM_RANK = Table("ranks", 2, rows, headers, model)
End Function

Public Function KAM_VERSION() As Variant
Attribute KAM_VERSION.VB_Description = "The versions of workbook, kam-xl and xlwings that work together here; what does not fit is named."
Attribute KAM_VERSION.VB_ProcData.VB_Invoke_Func = " \n20"
    Dim reason As String
    On Error GoTo failed
    NoteAnswer
    KAM_VERSION = AnswerTo("versions", Array(WORKBOOK_VERSION, XLWINGS_VERSION))
    Exit Function
failed:
    reason = Err.Description
    Resume answer
answer:
    On Error GoTo 0
    KAM_VERSION = Refusal(reason)
End Function

Public Function KAM_TOKEN(ParamArray cells() As Variant) As Variant
Attribute KAM_TOKEN.VB_Description = "A mark that changes with the model and the settings, so that scores follow them. Only the cell KamToken needs it."
Attribute KAM_TOKEN.VB_ProcData.VB_Invoke_Func = " \n20"
    Dim place As Long
    Dim text As String
    For place = LBound(cells) To UBound(cells)
        text = text & vbLf & KeyOfGrid(GridOf(cells(place)))
    Next place
    KAM_TOKEN = TokenOf(text)
End Function

Private Function Values(ByVal question As String, ByVal column As Long, ByVal lookAround As Boolean, _
        ByVal row As Variant, ByVal headers As Variant, ByVal model As Variant, ByVal previousTier As Variant) As Variant
    Dim reason As String
    On Error GoTo failed
    NoteAnswer
    Values = ValuesAbout(question, ColumnsOf(column, previousTier), lookAround, row, headers, model)
    Exit Function
failed:
    reason = Err.Description
    Resume answer
answer:
    On Error GoTo 0
    Values = Refusal(reason)
End Function

Private Function Table(ByVal question As String, ByVal firstRow As Long, ByVal row As Variant, _
        ByVal headers As Variant, ByVal model As Variant) As Variant
    Dim reason As String
    On Error GoTo failed
    NoteAnswer
    Table = CellsOf(TableAbout(question, row, headers, model), firstRow)
    Exit Function
failed:
    reason = Err.Description
    Resume answer
answer:
    On Error GoTo 0
    Table = Refusal(reason)
End Function

Private Function Refusal(ByVal reason As String) As Variant
    NoteProblem reason
    Refusal = CVErr(xlErrValue)
End Function

' The column of a value among the answers; for tiers with previous ones, that of each row.
Private Function ColumnsOf(ByVal column As Long, ByVal previousTier As Variant) As Variant
    Dim grid As Variant
    Dim columns() As Long
    Dim row As Long
    ColumnsOf = column
    If Not IsRange(previousTier) And Not IsArray(previousTier) Then
        If IsError(previousTier) Then Exit Function
        If previousTier = "" Then Exit Function
    End If
    CutToSheet previousTier, ""
    grid = GridOf(previousTier)
    ReDim columns(1 To UBound(grid, 1) - LBound(grid, 1) + 1)
    For row = 1 To UBound(columns)
        columns(row) = TierColumn(grid(LBound(grid, 1) + row - 1, LBound(grid, 2)))
    Next row
    ColumnsOf = columns
End Function

Private Function TierColumn(ByVal previousTier As Variant) As Long
    TierColumn = TIER_COLUMN
    If IsError(previousTier) Then Exit Function
    Select Case LCase$(Trim$(CStr(previousTier)))
    Case "", "unscored"
    Case "key"
        TierColumn = TIER_COLUMN + 1
    Case "major"
        TierColumn = TIER_COLUMN + 2
    Case "standard"
        TierColumn = TIER_COLUMN + 3
    Case Else
        RaiseRefusal "the previous tier: found """ & CStr(previousTier) & """; allowed are Key, Major, Standard, " & _
            "Unscored or a blank."
    End Select
End Function

' What a table of answers shows in cells, from one of its rows on; a single value as it is.
Private Function CellsOf(ByVal table As Variant, ByVal firstRow As Long) As Variant
    Dim cells() As Variant
    Dim row As Long
    Dim column As Long
    If Not IsArray(table) Then Exit Function
    ReDim cells(1 To UBound(table, 1) - LBound(table, 1) + 2 - firstRow, 1 To UBound(table, 2) - LBound(table, 2) + 1)
    For row = 1 To UBound(cells, 1)
        For column = 1 To UBound(cells, 2)
            cells(row, column) = AsCell(table(LBound(table, 1) + row + firstRow - 2, LBound(table, 2) + column - 1))
        Next column
    Next row
    If UBound(cells, 1) = 1 And UBound(cells, 2) = 1 Then CellsOf = cells(1, 1) Else CellsOf = cells
End Function
