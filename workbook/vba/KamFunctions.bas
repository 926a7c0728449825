Attribute VB_Name = "KamFunctions"
Option Explicit

' The functions for cells. Each hands the values of its cells to Python and gives back a value or a real Excel error;
' the reason for an error is kept and shown on the sheet Start once Excel has calculated.

Private Const FUNCTIONS As String = "kam_xl.excel.udfs"
Private Const SHOWN_CHARACTERS As Long = 250

Private answered As Boolean
Private problem As String
Private shownProblem As String

Public Function KAM_SCORE(ByVal row As Variant, Optional ByVal headers As Variant, _
        Optional ByVal model As Variant) As Variant
Attribute KAM_SCORE.VB_Description = "The score of an account, 0 to 100; #N/A where too little is known."
Attribute KAM_SCORE.VB_ProcData.VB_Invoke_Func = " \n20"
    If IsMissing(headers) Then headers = ""
    If IsMissing(model) Then model = ""
    If FunctionWizardIsOpen() Then
        KAM_SCORE = ""
    Else
        KAM_SCORE = ScoreOf(row, headers, model)
    End If
End Function

' Makes Excel calculate the scores again, since a function does not notice what changed on the sheets it reads by itself.
Public Sub ScoreAgain()
    On Error Resume Next
    ThisWorkbook.Worksheets("Accounts").ListObjects("Accounts").ListColumns("Score").DataBodyRange.Dirty
End Sub

' Shows the problem of the latest calculation on the sheet Start. Cells may not be written while Excel calculates, so
' this comes after it.
Public Sub ShowProblem()
    If Not answered Then Exit Sub
    If problem <> shownProblem Then ShowOnStart PROBLEM_CELL, problem
    shownProblem = problem
    problem = ""
    answered = False
End Sub

Private Function ScoreOf(ByVal row As Variant, ByVal headers As Variant, ByVal model As Variant) As Variant
    Dim account As Variant
    On Error GoTo failed
    answered = True
    account = ValuesOf(row)
    If IsBlank(account) Then
        ScoreOf = ""
    Else
        ScoreOf = AsCell(Ask("KAM_SCORE", Array(account, HeadersOf(row, headers), ModelOf(model), _
            SheetValues("Settings"), SheetValues("Team"))))
    End If
    Exit Function
failed:
    problem = Left$("KAM_SCORE: " & FirstLine(Err.Description), SHOWN_CHARACTERS)
    ScoreOf = CVErr(xlErrValue)
End Function

Private Function Ask(ByVal name As String, ByVal arguments As Variant) As Variant
    Ask = AskPython(FUNCTIONS, name, arguments)
End Function

Private Function ValuesOf(ByVal cells As Variant) As Variant
    If IsObject(cells) Then
        ValuesOf = PlainValues(Used(cells))
    Else
        ValuesOf = cells
    End If
End Function

' Value2 gives plain numbers for dates and money, and faster; LibreOffice only knows Value.
Private Function PlainValues(ByVal cells As Object) As Variant
    On Error GoTo onlyValue
    PlainValues = cells.Value2
    Exit Function
onlyValue:
    PlainValues = cells.Value
End Function

' A whole row or column is cut where the sheet ends; its start stays, so that values and headers keep their places.
Private Function Used(ByVal cells As Object) As Object
    Dim sheet As Object
    Dim lastRow As Long
    Dim lastColumn As Long
    Set sheet = cells.Worksheet
    lastRow = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - cells.Row
    lastColumn = sheet.UsedRange.Column + sheet.UsedRange.Columns.Count - cells.Column
    Set Used = cells.Resize(Between(lastRow, cells.Rows.Count), Between(lastColumn, cells.Columns.Count))
End Function

Private Function Between(ByVal wanted As Long, ByVal most As Long) As Long
    Between = wanted
    If Between > most Then Between = most
    If Between < 1 Then Between = 1
End Function

' Headers that are not given are those of the table in which the row stands; without a table, Python takes the order of
' the sheet Accounts.
Private Function HeadersOf(ByVal row As Variant, ByVal headers As Variant) As Variant
    If IsObject(headers) Or IsArray(headers) Then
        HeadersOf = ValuesOf(headers)
    ElseIf IsObject(row) Then
        HeadersOf = TableHeaders(row)
    Else
        HeadersOf = ""
    End If
End Function

Private Function TableHeaders(ByVal row As Object) As Variant
    On Error GoTo noTable
    TableHeaders = PlainValues(Application.Intersect(row.ListObject.HeaderRowRange, row.EntireColumn))
    Exit Function
noTable:
    TableHeaders = ""
End Function

Private Function ModelOf(ByVal model As Variant) As Variant
    If IsObject(model) Or IsArray(model) Then
        ModelOf = ValuesOf(model)
    Else
        ModelOf = SheetValues("Model")
    End If
End Function

Private Function SheetValues(ByVal name As String) As Variant
    SheetValues = PlainValues(ThisWorkbook.Worksheets(name).UsedRange)
End Function

Private Function IsBlank(ByVal values As Variant) As Boolean
    Dim value As Variant
    If IsArray(values) Then
        For Each value In values
            If Not IsEmptyValue(value) Then Exit Function
        Next value
        IsBlank = True
    Else
        IsBlank = IsEmptyValue(values)
    End If
End Function

Private Function IsEmptyValue(ByVal value As Variant) As Boolean
    If IsEmpty(value) Then
        IsEmptyValue = True
    ElseIf VarType(value) = vbString Then
        IsEmptyValue = (value = "")
    End If
End Function

' Python cannot give a real Excel error; a text such as "#VALUE! why" stands for one.
Private Function AsCell(ByVal answer As Variant) As Variant
    AsCell = answer
    If VarType(answer) <> vbString Then Exit Function
    If Left$(answer, 4) = "#N/A" Then
        AsCell = CVErr(xlErrNA)
    ElseIf Left$(answer, 7) = "#VALUE!" Then
        problem = Left$("KAM_SCORE: " & FirstLine(Mid$(answer, 9)), SHOWN_CHARACTERS)
        AsCell = CVErr(xlErrValue)
    End If
End Function

' The function wizard calls a function at every key; its own toolbar tells that it is open.
Private Function FunctionWizardIsOpen() As Boolean
    On Error GoTo noToolbar
    FunctionWizardIsOpen = Not Application.CommandBars("Standard").Controls(1).Enabled
    Exit Function
noToolbar:
    FunctionWizardIsOpen = False
End Function
