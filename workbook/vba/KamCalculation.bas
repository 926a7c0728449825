Attribute VB_Name = "KamCalculation"
Option Explicit

' What happens around a calculation of Excel.

' After a calculation: problems and the state of Python are shown, and what was refused may be asked about again.
Public Sub AfterCalculation()
    ShowProblems
    ShowPythonHealth
    ForgetRefusals
End Sub

' After a change of the sheets Model, Settings or Team: functions that were not given the cell KamToken do not notice it
' by themselves.
Public Sub ModelHasChanged()
    ForgetToken
    ScoreAgain
End Sub

' Makes Excel calculate all functions of kam-xl in this workbook again.
Public Sub ScoreAgain()
    Dim sheet As Object
    For Each sheet In ThisWorkbook.Worksheets
        ScoreAgainOn sheet
    Next sheet
End Sub

Private Sub ScoreAgainOn(ByVal sheet As Object)
    Dim area As Object
    On Error GoTo nothingThere
    For Each area In sheet.UsedRange.SpecialCells(xlCellTypeFormulas).Areas
        If HoldsFunction(area.Formula) Then area.Dirty
    Next area
nothingThere:
End Sub

Private Function HoldsFunction(ByVal formulas As Variant) As Boolean
    Dim text As Variant
    If IsArray(formulas) Then
        For Each text In formulas
            If InStr(text, "KAM_") > 0 Then HoldsFunction = True: Exit Function
        Next text
    Else
        HoldsFunction = InStr(formulas, "KAM_") > 0
    End If
End Function
