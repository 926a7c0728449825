Attribute VB_Name = "KamStart"
Option Explicit

' The cells of the sheet Start that say what happened; each has a name, so that it is found wherever it is moved.

Public Const PROBLEM_CELL As String = "KamProblem"
Public Const PYTHON_CELL As String = "KamPython"
Public Const VERSIONS_CELL As String = "KamVersions"

Public Sub ShowOnStart(ByVal cellName As String, ByVal text As String)
    On Error GoTo leave
    Application.EnableEvents = False
    ThisWorkbook.Names(cellName).RefersToRange.Value = text
leave:
    Application.EnableEvents = True
End Sub
