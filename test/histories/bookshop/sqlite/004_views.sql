CREATE VIEW shelf_list AS SELECT b.title, a.name AS writer FROM books b LEFT JOIN authors a ON a.id = b.author_id;
