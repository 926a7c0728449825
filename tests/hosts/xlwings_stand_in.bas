Attribute VB_Name = "xlwings"
Option Explicit

' Takes the place of xlwings' module in LibreOffice, which cannot compile it: Python is whatever object was connected.

Public Const XLWINGS_VERSION As String = "0.37.8"

Private connected As Object

Public Sub ConnectPython(ByVal python As Object)
    Set connected = python
End Sub

Public Sub DisconnectPython()
    Set connected = Nothing
End Sub

Public Function XLPy() As Object
    If connected Is Nothing Then Err.Raise 1000, "xlwings", "no Python here" & vbLf & "a second line, as of a traceback"
    Set XLPy = connected
End Function

Public Sub RunPython(ByVal command As String)
    Err.Raise 1000, "xlwings", "only for a Mac"
End Sub
