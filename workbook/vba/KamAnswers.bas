Attribute VB_Name = "KamAnswers"
Option Explicit
Option Private Module

' Python's answers about rows of accounts, remembered by what was in the cells: one call brings the answers for all
' rows of a table, and the other cells find theirs here. Every cell looks itself up by the values it was given, so that
' sorting, inserting and editing cannot mix rows up; what Excel had not calculated yet when the table was read is only
' an answer that nobody asks for. docs/decisions/0007-one-call.md

Private Const QUESTIONS As String = "kam_xl.excel.udfs"

' Rows that are looked at for one call; fewer where the last look found few that were missing, so that a calculation
' that changes row after row does not look through the whole table each time.
Private Const WIDE_LOOK As Long = 20000
Private Const NARROW_LOOK As Long = 256

' Beyond so many answers, and three for each row of the largest table, all are forgotten and asked for again.
Private Const MOST_ANSWERS As Long = 10000

' The place of every answer by the key of its row, in a collection of its own for each question, model, day and headers.
' LibreOffice would not keep a variable that is private and a Collection.
Private contexts As Object

' Keys of collections ignore case; here they stand as they are. An answer is an array of values, or a text that says why
' there is none; empty before it was asked for, true while it is waited for.
Private exactKeys() As String
Private answers() As Variant
Private places As Long

Private lastContext As String
Private lastKnown As Object
Private look As Long
Private largestTable As Long
Private refusals As Boolean
Private waiting As Boolean

' One value about each account: a number or text of its own, or an error.
Public Function ValuesAbout(ByVal question As String, ByVal columns As Variant, ByVal lookAround As Boolean, _
        ByVal row As Variant, ByVal headers As Variant, ByVal model As Variant) As Variant
    Dim grid As Variant
    Dim heads As Variant
    Dim context As String
    Dim key As String
    Dim values() As Variant
    Dim number As Long
    Dim place As Long
    CutToSheet row, headers
    grid = GridOf(row)
    heads = HeadersOf(row, headers)
    context = question & vbLf & CLng(Date) & vbLf & KeyOfModel(model) & vbLf & KeyOfGrid(heads)
    ReDim values(1 To UBound(grid, 1) - LBound(grid, 1) + 1, 1 To 1)
    For number = 1 To UBound(values, 1)
        key = KeyOfRow(grid, LBound(grid, 1) + number - 1)
        place = PlaceOfAnswer(context, key)
        If place = 0 And Not IsBlankRow(grid, LBound(grid, 1) + number - 1) Then
            If FunctionWizardIsOpen() Then Exit Function
            Ask question, context, RowsToLookAt(lookAround, row, headers, grid), heads, model
            place = PlaceOfAnswer(context, key)
            If place = 0 Then Ask question, context, grid, heads, model
            If place = 0 Then place = PlaceOfAnswer(context, key)
        End If
        If place = 0 Then values(number, 1) = "" Else values(number, 1) = ValueOf(answers(place), ColumnOf(columns, number))
    Next number
    If UBound(values, 1) = 1 Then ValuesAbout = values(1, 1) Else ValuesAbout = values
End Function

' A table about all accounts together, below its headings. It is asked for each time, since Excel calculates it only
' when something in it changes.
Public Function TableAbout(ByVal question As String, ByVal row As Variant, ByVal headers As Variant, _
        ByVal model As Variant) As Variant
    Dim reply As Variant
    If FunctionWizardIsOpen() Then Exit Function
    CutToSheet row, headers
    reply = AskPython(QUESTIONS, question, Arguments(GridOf(row), HeadersOf(row, headers), model))
    If Not IsArray(reply) Then RaiseRefusal CStr(reply)
    TableAbout = GridOf(reply)
End Function

' A question that is not about accounts.
Public Function AnswerTo(ByVal question As String, ByVal given As Variant) As Variant
    Dim reply As Variant
    If FunctionWizardIsOpen() Then Exit Function
    reply = AskPython(QUESTIONS, question, given)
    If Not IsArray(reply) Then RaiseRefusal CStr(reply)
    reply = GridOf(reply)
    AnswerTo = reply(UBound(reply, 1), LBound(reply, 2))
End Function

' After a calculation: what was refused is asked about again the next time, for the reason may be gone.
Public Sub ForgetRefusals()
    Dim place As Long
    look = WIDE_LOOK
    If Not refusals And Not waiting Then Exit Sub
    For place = 1 To places
        Select Case VarType(answers(place))
        Case vbString, vbBoolean
            answers(place) = Empty
        End Select
    Next place
    refusals = False
    waiting = False
End Sub

Public Sub ForgetAllAnswers()
    Set contexts = Nothing
    Set lastKnown = Nothing
    lastContext = ""
    Erase exactKeys
    Erase answers
    places = 0
    largestTable = 0
    refusals = False
    waiting = False
End Sub

' --- asking -----------------------------------------------------------------------------------------------------------

' The rows that one call shall be about: those of a window of the table in which the row stands, or the row alone.
Private Function RowsToLookAt(ByVal lookAround As Boolean, ByVal row As Variant, ByVal headers As Variant, _
        ByRef grid As Variant) As Variant
    Dim table As Object
    RowsToLookAt = grid
    If Not lookAround Or Not IsRange(row) Then Exit Function
    Set table = RowsAround(row, headers)
    If table Is Nothing Then Exit Function
    If table.Rows.Count > largestTable Then largestTable = table.Rows.Count
    If Holds(table, row) Then RowsToLookAt = GridOf(WindowOf(table, row))
End Function

Private Function Holds(ByVal table As Object, ByVal row As Object) As Boolean
    If row.Areas.Count > 1 Then RaiseRefusal "the cells lie in several places; give cells that lie side by side."
    Holds = table.Column = row.Column And table.Columns.Count = row.Columns.Count And table.Row <= row.Row And _
        table.Row + table.Rows.Count >= row.Row + row.Rows.Count
End Function

Private Function WindowOf(ByVal table As Object, ByVal row As Object) As Object
    Dim size As Long
    Dim first As Long
    If look = 0 Then look = WIDE_LOOK
    size = look
    If size < row.Rows.Count Then size = row.Rows.Count
    If size > table.Rows.Count Then size = table.Rows.Count
    first = row.Row - table.Row
    If first + size > table.Rows.Count Then first = table.Rows.Count - size
    Set WindowOf = table.Offset(first, 0).Resize(size)
End Function

Private Sub Ask(ByVal question As String, ByVal context As String, ByRef grid As Variant, ByRef heads As Variant, _
        ByVal model As Variant)
    Dim rows() As Long
    Dim asked() As Long
    Dim count As Long
    MakeRoom UBound(grid, 1)
    count = MissingRows(context, grid, rows, asked)
    If count = 0 Then Exit Sub
    If count * 2 >= UBound(grid, 1) - LBound(grid, 1) + 1 Then look = WIDE_LOOK Else look = NARROW_LOOK
    Keep asked, count, Reply(question, Arguments(PartOf(grid, rows, count), heads, model))
End Sub

' A failure is an answer as well: without, every cell would wait for the same failure.
Private Function Reply(ByVal question As String, ByVal given As Variant) As Variant
    On Error GoTo failed
    Reply = AskPython(QUESTIONS, question, given)
    Exit Function
failed:
    Reply = REFUSED & " " & FirstLine(Err.Description)
End Function

Private Function Arguments(ByVal rows As Variant, ByVal heads As Variant, ByVal model As Variant) As Variant
    Arguments = Array(rows, heads, ModelCells(model), SheetValues("SettingsSheet"), SheetValues("TeamSheet"), _
        CountsFrom1904())
End Function

' LibreOffice does not say from when a workbook counts days.
Private Function CountsFrom1904() As Boolean
    On Error GoTo from1900
    CountsFrom1904 = ThisWorkbook.Date1904
from1900:
End Function

' Counts the rows without an answer and says which they are and where their answers go, each kind of row once.
Private Function MissingRows(ByVal context As String, ByRef grid As Variant, ByRef rows() As Long, _
        ByRef asked() As Long) As Long
    Dim known As Collection
    Dim row As Long
    Dim place As Long
    Dim count As Long
    Set known = KnownIn(context)
    ReDim rows(1 To UBound(grid, 1) - LBound(grid, 1) + 1)
    ReDim asked(1 To UBound(rows))
    For row = LBound(grid, 1) To UBound(grid, 1)
        If Not IsBlankRow(grid, row) Then
            place = PlaceIn(known, KeyOfRow(grid, row))
            If IsEmpty(answers(place)) Then
                waiting = True
                answers(place) = True
                count = count + 1
                rows(count) = row
                asked(count) = place
            End If
        End If
    Next row
    MissingRows = count
End Function

Private Function PartOf(ByRef grid As Variant, ByRef rows() As Long, ByVal count As Long) As Variant
    Dim part() As Variant
    Dim row As Long
    Dim column As Long
    ReDim part(1 To count, LBound(grid, 2) To UBound(grid, 2))
    For row = 1 To count
        For column = LBound(grid, 2) To UBound(grid, 2)
            part(row, column) = grid(rows(row), column)
        Next column
    Next row
    PartOf = part
End Function

Private Sub Keep(ByRef asked() As Long, ByVal count As Long, ByVal reply As Variant)
    Dim row As Long
    If IsArray(reply) Then
        reply = GridOf(reply)
        For row = 1 To count
            answers(asked(row)) = RowOf(reply, LBound(reply, 1) + row)
        Next row
    Else
        refusals = True
        For row = 1 To count
            answers(asked(row)) = CStr(reply)
        Next row
    End If
    waiting = False
End Sub

Private Function RowOf(ByRef grid As Variant, ByVal row As Long) As Variant
    Dim cells() As Variant
    Dim column As Long
    ReDim cells(1 To UBound(grid, 2) - LBound(grid, 2) + 1)
    For column = 1 To UBound(cells)
        cells(column) = grid(row, LBound(grid, 2) + column - 1)
    Next column
    RowOf = cells
End Function

' --- remembering ------------------------------------------------------------------------------------------------------

' The place of an answer; 0 if there is none yet.
Private Function PlaceOfAnswer(ByVal context As String, ByVal key As String) As Long
    Dim free As String
    PlaceOfAnswer = PlaceUnder(KnownIn(context), key, free)
    If PlaceOfAnswer > 0 Then
        If IsEmpty(answers(PlaceOfAnswer)) Then PlaceOfAnswer = 0
    End If
End Function

Private Function KnownIn(ByVal context As String) As Collection
    Dim place As Long
    If lastKnown Is Nothing Or context <> lastContext Then
        If contexts Is Nothing Then Set contexts = New Collection
        place = PlaceIn(contexts, context)
        If IsEmpty(answers(place)) Then Set answers(place) = New Collection
        Set lastKnown = answers(place)
        lastContext = context
    End If
    Set KnownIn = lastKnown
End Function

' The place of a key, which is given one if it had none.
Private Function PlaceIn(ByVal known As Collection, ByVal key As String) As Long
    Dim free As String
    PlaceIn = PlaceUnder(known, key, free)
    If PlaceIn = 0 Then
        PlaceIn = NewPlace(key)
        known.Add PlaceIn, free
    End If
End Function

' The place of a key, 0 if it has none; then also the text under which it may be added.
Private Function PlaceUnder(ByVal known As Collection, ByVal key As String, ByRef free As String) As Long
    Dim place As Long
    On Error GoTo missing
    free = key
    Do
        place = known.Item(free)
        If exactKeys(place) = key Then
            PlaceUnder = place
            Exit Function
        End If
        free = free & vbLf
    Loop
missing:
End Function

Private Function NewPlace(ByVal key As String) As Long
    If places = 0 Then
        ReDim exactKeys(1 To 64)
        ReDim answers(1 To 64)
    ElseIf places = UBound(exactKeys) Then
        ReDim Preserve exactKeys(1 To 2 * places)
        ReDim Preserve answers(1 To 2 * places)
    End If
    places = places + 1
    exactKeys(places) = key
    NewPlace = places
End Function

Private Sub MakeRoom(ByVal rows As Long)
    Dim largest As Long
    largest = largestTable
    If rows > largest Then largest = rows
    If places > MOST_ANSWERS + 3 * largest Then ForgetAllAnswers
    largestTable = largest
End Sub

' --- from answers to cells --------------------------------------------------------------------------------------------

Private Function ValueOf(ByVal answer As Variant, ByVal column As Long) As Variant
    If IsArray(answer) Then
        ValueOf = AsCell(answer(column))
    Else
        NoteProblem CStr(answer)
        ValueOf = CVErr(xlErrValue)
    End If
End Function

Private Function ColumnOf(ByRef columns As Variant, ByVal row As Long) As Long
    If Not IsArray(columns) Then
        ColumnOf = columns
    ElseIf row > UBound(columns) Then
        ColumnOf = columns(UBound(columns))
    Else
        ColumnOf = columns(row)
    End If
End Function

' Headers that are not given are those of the table in which the row stands; without a table, Python takes the order of
' the sheet Accounts.
Private Function HeadersOf(ByVal row As Variant, ByVal headers As Variant) As Variant
    If IsRange(headers) Then
        HeadersOf = GridOf(headers)
    ElseIf IsArray(headers) Or Not IsRange(row) Then
        HeadersOf = GridOf(headers)
    Else
        HeadersOf = GridOf(TableHeaders(row))
    End If
End Function

' The function wizard calls a function at every key; its own toolbar tells that it is open.
Private Function FunctionWizardIsOpen() As Boolean
    On Error GoTo noToolbar
    FunctionWizardIsOpen = Not Application.CommandBars("Standard").Controls(1).Enabled
noToolbar:
End Function
