// Version 2: measurements keep the id that they are of. Parameters: limit. Columns: changed.
MATCH (:Song)-[measured:MEASURED]->() WHERE measured.stated IS NULL
WITH measured LIMIT $limit
SET measured.stated = ''
RETURN count(*) AS changed
