Attribute VB_Name = "KamProblems"
Option Explicit
Option Private Module

' Why functions were refused: said on the sheet Start after a calculation, since cells may not be written during one.

Public Const REFUSED As String = "#VALUE!"

Private Const MOST_PROBLEMS As Long = 5
Private Const MOST_CHARACTERS As Long = 8000

' Problems of this calculation and those shown before, each with the first cell that has it.
Private noted As Object
Private notedCells As Object
Private kept As Object
Private keptCells As Object

Private answered As Boolean
Private shown As String

' A function is being calculated; what stands on Start may have become untrue.
Public Sub NoteAnswer()
    If answered Then Exit Sub
    answered = True
    Set noted = New Collection
    Set notedCells = New Collection
End Sub

' Keeps the reason for a refusal, once.
Public Sub NoteProblem(ByVal text As String)
    NoteAnswer
    text = Left$(Replace(Replace(text, REFUSED & " ", ""), vbCr, ""), MOST_CHARACTERS)
    If noted.Count < MOST_PROBLEMS And Not Stands(text, noted) Then
        noted.Add text
        notedCells.Add CallingCell()
    End If
End Sub

' Shows on the sheet Start the problems of the latest calculation, and earlier ones whose cell still shows an error.
Public Sub ShowProblems()
    Dim text As String
    Dim number As Long
    If Not answered Then Exit Sub
    answered = False
    KeepStandingProblems
    For number = 1 To noted.Count
        text = text & vbLf & PlaceOf(notedCells.Item(number)) & noted.Item(number)
    Next number
    text = Mid$(text, 2)
    Set kept = noted
    Set keptCells = notedCells
    If text <> shown Then ShowOnStart PROBLEM_CELL, text
    shown = text
End Sub

Public Sub RaiseRefusal(ByVal text As String)
    Err.Raise 1000, "Key Accounts", text
End Sub

Private Sub KeepStandingProblems()
    Dim number As Long
    If kept Is Nothing Then Exit Sub
    For number = 1 To kept.Count
        If ShowsError(keptCells.Item(number)) And Not Stands(kept.Item(number), noted) Then
            noted.Add kept.Item(number)
            notedCells.Add keptCells.Item(number)
        End If
    Next number
End Sub

Private Function Stands(ByVal text As String, ByVal problems As Collection) As Boolean
    Dim number As Long
    For number = 1 To problems.Count
        If problems.Item(number) = text Then Stands = True
    Next number
End Function

Private Function ShowsError(ByVal cell As Variant) As Boolean
    On Error GoTo gone
    If IsRange(cell) Then ShowsError = HoldsError(cell)
gone:
End Function

Private Function PlaceOf(ByVal cell As Variant) As String
    On Error GoTo gone
    If IsRange(cell) Then PlaceOf = AddressIn(cell) & ": "
gone:
End Function

' In LibreOffice a variable with members must be an object, whatever way is taken.
Private Function HoldsError(ByVal cell As Object) As Boolean
    HoldsError = IsError(cell.Value)
End Function

Private Function AddressIn(ByVal cell As Object) As String
    AddressIn = cell.Worksheet.Name & "!" & cell.Address(False, False)
End Function

' LibreOffice does not say which cell asks.
Private Function CallingCell() As Variant
    On Error GoTo noCell
    CallingCell = ""
    Set CallingCell = Application.Caller.Cells(1, 1)
noCell:
End Function
